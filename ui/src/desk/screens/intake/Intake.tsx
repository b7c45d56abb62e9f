// 接报: a call typed while it is spoken; duplicates as you type; the outgoing draft beside it.
import { useQuery } from '@tanstack/react-query';
import { App, Select } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { cityNow, useCityNow } from '../../../api/clock.ts';
import { api } from '../../../api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../../api/draft.ts';
import { useCreate, useList, useResponsible } from '../../../api/hooks.ts';
import { fieldMessages } from '../../../api/problem.ts';
import type { Fields, LineFacts, Rec } from '../../../api/types.ts';
import { clockTime, dayTime, hourMinute, hourMinuteSecond, parseStake, stake } from '../../../format/index.ts';
import { NamePlate, Symbol } from '../../../parts/index.ts';
import { countdown } from '../../../parts/format.ts';
import { lang, tx } from '../../../text/index.ts';
import { useDelayed } from '../../app/Palette.tsx';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox, pickNumber, recordPath, Sheet, StateTag, useKeys } from '../../kit/index.tsx';
import { RefSelect } from '../../generic/FieldInput.tsx';
import { Unread } from '../../generic/Typed.tsx';

interface CallDraft { began: number; line: string; caller: string; phone: string; time: string; stake: string; place: string; bank: string | null; kind: string | null; water: string | null; distance: string; section: string | null; casualties: string; brief: string; measures: string; source: string | null; typed: string[] }
const kKey = 'intake';
const fresh = (): CallDraft => ({ began: cityNow(), line: '', caller: '', phone: '', time: '', stake: '', place: '', bank: null, kind: null, water: null, distance: '', section: null, casualties: '', brief: '', measures: '', source: null, typed: [] });

/** Facts read from the line, and the place that the registers add to them, fill what the officer has not typed. */
export function fillFrom(d: CallDraft, f: LineFacts, place: Fields = {}): CallDraft {
  const free = (k: string) => !d.typed.includes(k);
  const s = (v: unknown) => (v === null || v === undefined ? '' : String(v));
  return {
    ...d,
    ...(free('stake') && typeof f.stake === 'number' ? { stake: stake(f.stake) } : {}),
    ...(free('bank') && (f.bank ?? place.bank) ? { bank: s(f.bank ?? place.bank) } : {}),
    ...(free('distance') && typeof f.distance_m === 'number' ? { distance: s(f.distance_m) } : {}),
    ...(free('kind') && f.kind ? { kind: s(f.kind) } : {}), ...(free('water') && f.water ? { water: s(f.water) } : {}),
    ...(free('section') && typeof (f.section ?? place.section) === 'string' ? { section: s(f.section ?? place.section) } : {}),
    ...(free('measures') && typeof f.people === 'number' ? { measures: lang() === 'en' ? `${f.people} people on guard` : `${f.people} 人守护` } : {}),
  };
}

export function Intake() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const m = useModel();
  const { session, name, post } = useSession();
  const now = useCityNow();
  const kept = readDraft<CallDraft>(kKey);
  const [d, setD] = useState<CallDraft>(() => kept?.value ?? fresh());
  const [keptAt, setKeptAt] = useState<number | null>(kept?.saved_at ?? null);
  const [messages, setMessages] = useState<Record<string, string>>({});
  const create = useCreate();
  const touched = useRef(kept !== undefined);
  const set = (change: Partial<CallDraft>) => { touched.current = true; setD((x) => ({ ...x, ...change, typed: [...new Set([...x.typed, ...Object.keys(change)])] })); };
  useEffect(() => { if (touched.current) setKeptAt(writeDraft(kKey, d)?.saved_at ?? null); }, [d]);

  const asked = useDelayed(d.line.trim(), 350);
  const parsed = useQuery({ queryKey: ['parse', asked, d.section], enabled: asked.length > 3, retry: false, staleTime: Infinity, queryFn: ({ signal }) => api.parseLine({ text: asked, ...(d.section ? { section: d.section } : {}) }, signal) });
  useEffect(() => { if (parsed.data) setD((x) => fillFrom(x, parsed.data.facts, parsed.data.proposal?.fields)); }, [parsed.data]);

  const metres = parseStake(d.stake);
  const happened = d.time ? clockTime(d.time, now) : undefined;
  const extra = parsed.data?.facts ?? {};
  const incidentFields = useMemo<Fields>(() => {
    const type = m.type('dike_incident');
    const has = (n: string) => type?.fields.some((f) => f.name === n);
    const all: Fields = {
      ...Object.fromEntries(Object.entries(parsed.data?.proposal?.type === 'dike_incident' ? parsed.data.proposal.fields : {}).filter(([k, v]) => has(k) && v !== null)),
      kind: d.kind, stake: metres ?? null, bank: d.bank, section: d.section, water: d.water, distance_m: d.distance === '' ? null : Number(d.distance), casualties: d.casualties || null, taken: d.measures || null,
      finder: d.caller || null, phone: d.phone || null, source: d.source, found_at: happened ?? new Date(d.began).toISOString(),
    };
    return Object.fromEntries(Object.entries(all).filter(([k, v]) => has(k) && v !== null && v !== undefined && v !== ''));
  }, [d, metres, happened, parsed.data, m]);

  const topics = m.dictionary('call_topic')?.choices ?? [];
  const topic = d.kind ? topics.find((c) => /incident|dike/.test(c.value))?.value ?? topics[0]?.value : topics.find((c) => /other/.test(c.value))?.value ?? topics[0]?.value;
  const callFields = (about?: string): Fields => Object.fromEntries(Object.entries({
    direction: m.dictionary('call_direction')?.choices[0]?.value ?? 'incoming', began_at: new Date(d.began).toISOString(), ended_at: new Date(cityNow()).toISOString(), caller: d.caller || null, phone: d.phone || null, topic,
    happened_at: happened ?? null, place_text: [d.place, d.stake, happened ? '' : d.time].filter(Boolean).join(' ') || null, course: d.brief || d.line || null, measures: d.measures || null, text: d.line || d.brief || null, recorder: session.person.id, about: about ?? null,
  }).filter(([, v]) => v !== null && v !== undefined));
  const send = (fields: Fields, type: string) => create.mutateAsync({ type, body: { fields, jurisdiction_id: post?.jurisdiction_id ?? null, ...(name ? { in_name_of: name } : {}) } });
  const done = () => { dropDraft(kKey); touched.current = false; setD(fresh()); setKeptAt(null); };
  const keepCall = async (about?: string) => {
    try { const w = await send(callFields(about), 'call_record'); void message.success(t('intake.saved')); done(); return w.record; } catch (e) { setMessages(fieldMessages(e)); return undefined; }
  };
  const open = async () => {
    if (d.time !== '' && !happened) { document.getElementById('in-time')?.focus(); return; }
    try {
      // The incident first: the call then names it, and a lost connection between the two loses neither text.
      const w = await send(incidentFields, 'dike_incident');
      await keepCall(w.record.id);
      void message.success(t('intake.opened'));
      navigate(`/?item=${w.record.id}`);
    } catch (e) { setMessages(fieldMessages(e)); }
  };
  const addTo = async (r: Rec) => { if (await keepCall(r.id)) { void message.success(t('intake.added', { label: r.label })); navigate(recordPath(r.type, r.id)); } };
  const lacking = (['kind', 'stake'] as const).filter((n) => incidentFields[n] === undefined);
  useKeys({ 'ctrl+Enter': (e) => { e.preventDefault(); if (lacking.length === 0) void open(); else void keepCall(); } });
  const choice = (dictionary: string, value: string | null, key: keyof CallDraft, id: string) => (
    <Select id={id} className="wide100" allowClear showSearch optionFilterProp="label" value={value ?? undefined} onChange={(v) => set({ [key]: v ?? null })}
      options={(m.dictionary(dictionary)?.choices ?? []).map((c) => ({ value: c.value, label: tx(c.title) }))} />
  );
  const row = (key: keyof CallDraft & string, label: string, hint = '') => (
    <div className="fc2"><label htmlFor={`in-${key}`}>{label}</label><div><input id={`in-${key}`} className="field" value={String(d[key] ?? '')} placeholder={hint} onChange={(e) => set({ [key]: e.target.value })} data-testid={`intake-${key}`} />
      {messages[key] && <span className="our xs" role="alert">{messages[key]}</span>}</div></div>
  );
  return (
    <div className="intake" data-testid="intake">
      <Sheet title={t('intake.title')} sub={t('intake.sub')} actions={<span className="tag">{t('intake.on_call', { t: countdown(Math.max(0, now - d.began), lang()) })}</span>}>
        <div className="form scroll" style={{ flex: 1, maxWidth: 'none' }}>
          <div className="formrow"><label htmlFor="in-line">{t('intake.line')}</label>
            <textarea id="in-line" className="field" rows={3} autoFocus value={d.line} placeholder={t('intake.line_hint')} onChange={(e) => { touched.current = true; setD((x) => ({ ...x, line: e.target.value })); }} data-testid="intake-line" />
            {parsed.data && <FactsRead facts={extra} />}</div>
          <div className="cols2">{row('caller', t('intake.caller'))}{row('phone', t('intake.phone'))}</div>
          <div className="fc2"><label htmlFor="in-time">{t('intake.time')}</label><div className="unitfield"><input id="in-time" className="field" inputMode="numeric" value={d.time} placeholder={t('intake.time_hint')} aria-invalid={(d.time !== '' && !happened) || undefined} onChange={(e) => set({ time: e.target.value })} data-testid="intake-time" /><Unread when={d.time !== '' && !happened} kind="instant" /><span className="unit">{dayTime(happened ?? d.began)}</span></div></div>
          <div className="cols2">
            <div className="fc2"><label htmlFor="in-stake">{t('intake.stake')}</label><div className="unitfield"><input id="in-stake" className="field" value={d.stake} placeholder="718+350" aria-invalid={(d.stake !== '' && metres === undefined) || undefined} onChange={(e) => set({ stake: e.target.value })} data-testid="intake-stake" /><Unread when={d.stake !== '' && metres === undefined} kind="stake" /></div></div>
            <div className="fc2"><label htmlFor="in-bank">{t('intake.bank')}</label>{choice('bank', d.bank, 'bank', 'in-bank')}</div>
          </div>
          <div className="cols2">
            <div className="fc2"><label htmlFor="in-section">{t('intake.section')}</label><RefSelect id="in-section" to="dike_section" value={d.section} onChange={(v) => set({ section: v as string | null })} /></div>
            <div className="fc2"><label htmlFor="in-distance">{t('intake.distance')}</label><div className="unitfield"><input id="in-distance" className="field" inputMode="decimal" value={d.distance} onChange={(e) => set({ distance: e.target.value.replace(/[^\d.]/g, '') })} /><span className="unit">m</span></div></div>
          </div>
          {row('place', t('intake.place'))}
          <div className="cols2">
            <div className="fc2"><label htmlFor="in-kind">{t('intake.kind')}</label>{choice('incident_kind', d.kind, 'kind', 'in-kind')}</div>
            <div className="fc2"><label htmlFor="in-water">{tx(m.dictionary('water_look')?.title)}</label>{choice('water_look', d.water, 'water', 'in-water')}</div>
          </div>
          {row('casualties', t('intake.casualties'))}
          <div className="fc2"><label htmlFor="in-brief">{t('intake.brief')}</label><textarea id="in-brief" className="field" rows={2} value={d.brief} onChange={(e) => set({ brief: e.target.value })} /></div>
          {row('measures', t('intake.measures'))}
          <div className="fc2"><label htmlFor="in-source">{t('intake.source')}</label>{choice('report_source', d.source, 'source', 'in-source')}</div>
          <ErrorBox error={create.error} kept />
          {lacking.length > 0 && d.line !== '' && <span className="xs mut">{t('intake.need', { list: lacking.map((n) => t(`intake.${n}`)).join(t('list_comma')) })}</span>}
        </div>
        <div className="ma">
          <button type="button" className="btn p" disabled={lacking.length > 0 || create.isPending} onClick={() => void open()} data-testid="intake-open">{t('intake.save_incident')} <kbd>{t('intake.ctrl')}</kbd></button>
          <button type="button" className="btn" disabled={create.isPending} onClick={() => void keepCall()} data-testid="intake-keep">{t('intake.save_call')}</button>
          <span className="grow" /><span className="xs dim">{keptAt ? t('form.kept', { at: hourMinuteSecond(keptAt) }) : ''}</span>
          <button type="button" className="btn g" onClick={done}>{t('form.drop')}</button>
        </div>
      </Sheet>
      <div className="col" style={{ gap: 12, minHeight: 0 }}>
        <Duplicates metres={metres} section={d.section} same={(r) => void addTo(r)} />
        <DraftPaper d={d} metres={metres} happened={happened ?? d.began} facts={extra} />
      </div>
      <div className="col third" style={{ gap: 12, minHeight: 0 }}><WhoIsThere metres={metres} section={d.section} /><RecentCalls /></div>
    </div>
  );
}

function FactsRead({ facts }: { facts: LineFacts }) {
  const { t } = useTranslation();
  const m = useModel();
  const words = Object.entries(facts).filter(([, v]) => v !== null && v !== undefined && v !== '' && typeof v !== 'object').map(([k, v]) => {
    const f = m.type('dike_incident')?.fields.find((x) => x.name === k);
    const value = k === 'stake' ? stake(v as number) : f?.of ? m.choice(f.of, v) : String(v);
    return `${f ? tx(f.title) : t(`intake.fact_${k}`, { defaultValue: k })} ${value}${f?.unit && f.unit !== 'person' ? ` ${f.unit}` : ''}`;
  });
  return <span className="xs mut" data-testid="facts-read">{t('intake.read')} {words.map((w) => <span key={w} className="tag" style={{ marginRight: 4 }}>{w}</span>)}</span>;
}

/** Reports near in time and place: the same incident is told by several people. */
function Duplicates({ metres, section, same }: { metres: number | undefined; section: string | null; same: (r: Rec) => void }) {
  const { t } = useTranslation();
  const now = useCityNow();
  const hour = Math.floor(now / 3600_000);
  const since = new Date((hour - 24) * 3600_000).toISOString();
  const filter = [`found_at:ge:${since}`, ...(metres !== undefined ? [`stake:ge:${metres - 2000}`, `stake:le:${metres + 2000}`] : section ? [`section:eq:${section}`] : [])];
  const near = useList('dike_incident', { filter, limit: 10, sort: '-found_at' }, { enabled: metres !== undefined || section !== null });
  const rows = near.data?.items ?? [];
  return (
    <Sheet title={t('intake.duplicates')} sub={t('intake.dup_sub')} testid="duplicates">
      {rows.length === 0 ? <div className="nothing dim">{t('intake.dup_none')}</div> : rows.map((r) => {
        const at = pickNumber(r, 'stake');
        return (
          <div key={r.id} className="tk"><div className="row"><Symbol name="incident" size={18} /><Link className="ink ell" to={`/incidents/${r.id}`}><b>{r.label}</b></Link><StateTag type={r.type} state={r.state} /></div>
            <button type="button" className="btn" onClick={() => same(r)}>{t('intake.same')}</button>
            <span className="xs dim">{dayTime(r.fields.found_at as string)}{metres !== undefined && at !== null ? `${t('shell.dot')}${Math.abs(at - metres)} m` : ''}</span></div>
        );
      })}
    </Sheet>
  );
}

function DraftPaper({ d, metres, happened, facts }: { d: CallDraft; metres: number | undefined; happened: string | number; facts: LineFacts }) {
  const { t } = useTranslation();
  const m = useModel();
  const { post } = useSession();
  const section = useList('dike_section', { filter: d.section ? [`id:eq:${d.section}`] : [], limit: 1 }, { enabled: d.section !== null });
  const doubt = t('intake.verifying');
  const values = {
    time: dayTime(happened), section: d.section ? section.data?.items[0]?.label ?? '' : d.place, stake: metres === undefined ? doubt : stake(metres), bank: d.bank ? m.choice('bank', d.bank) : '',
    toe: d.distance ? t('intake.toe', { n: d.distance }) : '', kind: d.kind ? m.choice('incident_kind', d.kind) : doubt, water: d.water ? t('intake.water', { w: m.choice('water_look', d.water) }) : '',
    size: typeof facts.aperture_cm === 'number' ? t('intake.size', { n: facts.aperture_cm }) : '', people: d.casualties || doubt,
  };
  const para = (text: string) => text.split(new RegExp(`(${doubt})`)).map((x, i) => (x === doubt ? <u key={i} className="uq">{x}</u> : x));
  return (
    <Sheet title={t('intake.draft')} sub={t('intake.draft_sub')} className="growsheet" testid="draft">
      <div className="pad scroll">
        <article className="paper" style={{ marginTop: 0 }}>
          <div className="ph">{d.kind ? m.choice('incident_kind', d.kind) : t('intake.title')}<span>{post?.body_name}{t('shell.dot')}{hourMinute(d.began)}</span></div>
          <p>{para(t('intake.para1', values))}</p>{d.brief && <p>{d.brief}</p>}<p>{para(t('intake.para2', { taken: d.measures || doubt }))}</p>
        </article>
      </div>
    </Sheet>
  );
}

function WhoIsThere({ metres, section }: { metres: number | undefined; section: string | null }) {
  const { t } = useTranslation();
  const m = useModel();
  const who = useResponsible({ ...(section ? { section } : {}), ...(metres !== undefined ? { stake: metres } : {}) }, metres !== undefined || section !== null);
  return (
    <Sheet title={t('intake.responsible')} testid="who">
      <div className="pad col" style={{ gap: 6 }}>{(who.data ?? []).map((r, i) => <NamePlate key={i} post={m.choice('responsibility_role', r.role)} person={r.person_name ?? ''} gap={!r.person} proxy={r.liaison_name ?? null} />)}
        {who.data?.length === 0 && <span className="our sm">{t('intake.no_resp')}</span>}{!who.data && <span className="dim sm">—</span>}</div>
    </Sheet>
  );
}
function RecentCalls() {
  const { t } = useTranslation();
  const calls = useList('call_record', { limit: 12, sort: '-began_at' });
  return (
    <Sheet title={t('intake.recent')} className="growsheet"><div className="scroll lg" style={{ padding: '6px 12px' }}>{(calls.data?.items ?? []).map((c) => (
      <div key={c.id} style={{ gridTemplateColumns: '44px 70px minmax(0,1fr)' }}><span className="dim">{hourMinute(c.fields.began_at as string)}</span><b className="ell">{String(c.fields.caller ?? '—')}</b><Link className="ink ell" to={`/r/call_record/${c.id}`}>{String(c.fields.text ?? c.fields.course ?? c.label)}</Link></div>))}</div></Sheet>
  );
}
