// 责任网: rows are works, columns are roles; a gap, an ended term, an unreachable person and "not foreseen" look different.
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useCityNow } from '../../api/clock.ts';
import { api, callState } from '../../api/client.ts';
import { useList, useResponsible } from '../../api/hooks.ts';
import type { Rec, Refs } from '../../api/types.ts';
import { fromCity, fullDate, num, parseStake, stake } from '../../format/index.ts';
import { NamePlate } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { DateInput } from '../generic/Typed.tsx';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, refLabel, Sheet } from '../kit/index.tsx';
import { RefSelect } from '../generic/FieldInput.tsx';

export type CellState = 'held' | 'gap' | 'ended' | 'unreachable' | 'na';
/** What one cell says on a day. */
export function cellOf(holders: Rec[], required: boolean, day: string, fails: (person: string) => number): { state: CellState; row: Rec | null } {
  const valid = holders.filter((r) => String(r.fields.from ?? '').slice(0, 10) <= day && (!r.fields.to || String(r.fields.to).slice(0, 10) >= day));
  if (valid[0]) return { state: fails(String(valid[0].fields.person)) >= 2 ? 'unreachable' : 'held', row: valid[0] };
  const before = [...holders].filter((r) => r.fields.to && String(r.fields.to).slice(0, 10) < day).sort((a, b) => String(b.fields.to).localeCompare(String(a.fields.to)))[0];
  return required ? { state: before ? 'ended' : 'gap', row: before ?? null } : { state: 'na', row: null };
}

export function Responsibility() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const [address, setAddress] = useSearchParams();
  const now = useCityNow();
  const today = fullDate(now);
  const day = address.get('at') ?? today;
  const kinds = Object.values(m.model.types).filter((x) => x.responsible?.length && may(x.name, 'read'));
  const kind = address.get('kind') ?? kinds[0]?.name ?? '';
  const [gapsOnly, setGapsOnly] = useState(false);
  const dikes = useList('dike', { limit: 100 }, { staleTime: 600_000 });
  // The dike of the highest class first: the answer that is asked for most.
  const dike = address.get('dike') ?? dikes.data?.items.find((d) => d.fields.class === m.dictionary('dike_class')?.choices[0]?.value)?.id ?? dikes.data?.items[0]?.id ?? null;
  const set = (k: string, v: string | null) => { const a = new URLSearchParams(address); if (v) a.set(k, v); else a.delete(k); setAddress(a, { replace: true }); };
  const works = useList(kind, { limit: 200, ...(dike && kind === 'dike_section' ? { filter: [`dike:eq:${dike}`], sort: '-from_stake' } : {}) }, { enabled: kind !== '' && (kind !== 'dike_section' || dike !== null) });
  const ids = works.data?.items.map((w) => w.id) ?? [];
  // Forty works at a time: three or four roles each, with former holders, stay within one page of the server.
  const chunks = Array.from({ length: Math.ceil(ids.length / 40) }, (_, i) => ids.slice(i * 40, i * 40 + 40));
  const rows = useQueries({ queries: chunks.map((c) => ({ queryKey: ['list', 'responsibility', { works: c }, callState().ledger], queryFn: () => api.list('responsibility', { filter: [`work:in:${c.join(',')}`], limit: 200, sort: '-from' }), staleTime: 60_000 })) });
  const people = useList('person', { filter: ['contact_fails:ge:2'], limit: 200 });
  const all = rows.flatMap((r) => r.data?.items ?? []);
  const refs: Refs = Object.assign({}, works.data?.refs, ...rows.map((r) => r.data?.refs));
  const asked = rows.length > 0 && rows.every((r) => r.data !== undefined);
  const required = m.type(kind)?.responsible ?? [];
  const roles = [...new Set([...kinds.flatMap((k) => k.responsible ?? [])])];
  const fails = (id: string) => Number(people.data?.items.find((p) => p.id === id)?.fields.contact_fails ?? 0);
  const table = (works.data?.items ?? []).map((w) => ({ w, cells: roles.map((role) => ({ role, ...cellOf(all.filter((r) => r.fields.work === w.id && r.fields.role === role), required.includes(role), day, fails) })) }));
  const count = (s: CellState) => table.flatMap((x) => x.cells).filter((c) => c.state === s).length;
  const shown = gapsOnly && asked ? table.filter((x) => x.cells.some((c) => ['gap', 'ended', 'unreachable'].includes(c.state))) : table;
  const held = count('held') + count('unreachable');
  return (
    <div className="col" style={{ height: '100%' }} data-testid="responsibility">
      <div className="hdr"><div><h1>{t('resp.title')}</h1><div className="sm mut">{t('resp.sub')}</div></div>
        <div className="sts">{([[held + count('gap') + count('ended'), 'due', ''], [held, 'held', ''], [count('gap'), 'gap', 'o'], [count('ended'), 'ending', 'o'], [count('unreachable'), 'unreachable', 'o']] as const).map(([n, k, o]) => <div key={k} className={`stt ${o}`}><b className="n">{asked ? num(n) : '…'}</b><span>{t(`resp.${k}`)}</span></div>)}</div><span className="grow" />
        <label className="row sm mut nw">{t('resp.day')}<DateInput id="resp-day" value={day} onChange={(v) => { if (v) set('at', String(v)); }} /></label><button type="button" className="btn" onClick={() => set('at', null)}>{t('resp.today')}</button></div>
      <div className="page cols" style={{ flex: 1 }}>
        <Sheet title={t('resp.work')} sub={t('resp.shown', { n: shown.length })} actions={<>{kind === 'dike_section' && <select className="field" style={{ width: 170 }} aria-label={t('resp.dike_section')} value={dike ?? ''} onChange={(e) => set('dike', e.target.value)}>{(dikes.data?.items ?? []).map((d) => <option key={d.id} value={d.id}>{d.label}</option>)}</select>}{kinds.map((k) => <button type="button" key={k.name} className="tag plain" style={k.name === kind ? { fontWeight: 700, borderColor: 'var(--ink)' } : {}} onClick={() => set('kind', k.name)}>{tx(k.title)}</button>)}<label className="row sm"><input type="checkbox" checked={gapsOnly} onChange={(e) => setGapsOnly(e.target.checked)} />{t('resp.gaps_only')}</label></>}>
          <Asked query={works}>{() => (
            <div className="scroll"><table className="mx"><thead><tr><th>{t('resp.work')}</th>{roles.map((r) => <th key={r}>{m.choice('responsibility_role', r)}</th>)}</tr></thead>
              <tbody>{shown.map(({ w, cells }) => (
                <tr key={w.id}><td className="wk"><Link className="ink" to={`/r/${w.type}/${w.id}`}><b>{w.label}</b></Link><span>{w.fields.from_stake !== undefined ? `${stake(w.fields.from_stake as number)}–${stake(w.fields.to_stake as number)}` : refLabel(works.data?.refs, w.jurisdiction_id)}</span></td>
                  {cells.map((c) => <td key={c.role}><Cell cell={c} work={w} refs={refs} fails={fails} may={may('responsibility', 'create')} /></td>)}</tr>))}</tbody></table>
              <p className="foot" style={{ padding: '8px 12px' }}>{t('resp.note')}</p></div>
          )}</Asked>
        </Sheet>
        <Lookup day={day} stakeText={address.get('stake')} />
      </div>
    </div>
  );
}

function Cell({ cell, work, refs, fails, may }: { cell: { role: string; state: CellState; row: Rec | null }; work: Rec; refs: Refs; fails: (id: string) => number; may: boolean }) {
  const { t } = useTranslation();
  if (cell.state === 'na') return <div className="ce na">{t('resp.na')}</div>;
  const r = cell.row;
  if (cell.state === 'gap' || cell.state === 'ended')
    return <div className="ce gap"><b>{t('resp.vacant')}</b><span className="ell">{r ? `${refLabel(refs, r.fields.person)} ${t('resp.until', { d: String(r.fields.to).slice(5, 10) })}` : ''}</span>{may && <Link to={`/r/responsibility/new?work=${work.id}&role=${cell.role}`} style={{ marginLeft: 'auto' }}>{t('resp.fill')}</Link>}</div>;
  return (
    <div className={`ce ${cell.state === 'unreachable' ? 'old' : ''}`}><Link className="ink" to={`/r/responsibility/${r!.id}`}><b>{refLabel(refs, r!.fields.person)}</b></Link><span className="ell">{refLabel(refs, r!.fields.post)}</span>
      {cell.state === 'unreachable' ? <em>{t('resp.fails', { n: fails(String(r!.fields.person)) })}</em> : r!.fields.to ? <em>{t('resp.until', { d: String(r!.fields.to).slice(0, 10) })}</em> : r!.fields.liaison ? <em>{t('resp.liaison', { name: refLabel(refs, r!.fields.liaison) })}</em> : null}</div>
  );
}

/** Who answers for this stake, on this day. */
function Lookup({ day, stakeText }: { day: string; stakeText: string | null }) {
  const { t } = useTranslation();
  const m = useModel();
  const [text, setText] = useState(stakeText ? stake(Number(stakeText)) : '');
  const [section, setSection] = useState<string | null>(null);
  const metres = parseStake(text);
  const at = fromCity(`${day}T12:00`);
  const who = useResponsible({ ...(section ? { section } : {}), ...(metres !== undefined ? { stake: metres } : {}), ...(at ? { at } : {}) }, metres !== undefined || section !== null);
  return (
    <Sheet title={t('resp.who')} sub={day} testid="lookup">
      <div className="form pad">
        <div className="fc2"><label htmlFor="r-stake">{t('resp.stake')}</label><input id="r-stake" className="field" value={text} placeholder="718+350" onChange={(e) => setText(e.target.value)} data-filter data-testid="lookup-stake" /></div>
        <div className="fc2"><label htmlFor="r-section">{t('resp.section')}</label><RefSelect id="r-section" to="dike_section" value={section} onChange={(v) => setSection(v as string | null)} /></div>
      </div>
      {(metres !== undefined || section) && <Asked query={who}>{(list) => list.length === 0 ? <Nothing>{t('resp.nobody')}</Nothing> : (
        <ul className="plainlist">{list.map((r, i) => <li key={i} className="row" style={{ padding: '8px 14px', borderBottom: '1px solid var(--line)' }} data-testid="lookup-row"><NamePlate post={m.choice('responsibility_role', r.role)} person={r.person_name ?? ''} gap={!r.person} proxy={r.liaison_name ? t('resp.liaison', { name: r.liaison_name }) : null} /><span className="sm mut ell">{r.section_label}</span></li>)}</ul>
      )}</Asked>}
    </Sheet>
  );
}
