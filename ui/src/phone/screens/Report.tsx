import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import type { Dictionary, LineAnswer, LineFacts, Model } from '../../api/types.ts';
import { fmt, Icon, SceneMark } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { go } from '../App.tsx';
import { BottomSheet, Choices, tell, Toast } from '../bits.tsx';
import { deviceOffset, occurredNow } from '../clockBase.ts';
import { correctLine, incidentFields, type FactName } from '../line.ts';
import { PhotoButton, PlaceButton, type Photo, type Place } from '../photos.tsx';
import { ledgerOf, outbox, refresh, useOutbox, usePhone } from '../state.ts';
import { OutboxList } from './OutboxPage.tsx';

export interface ReportProps { shift: string | null; task: string | null; edit: string | null }

type Result = 'nothing' | 'watch' | 'incident';

/** One line, as it comes; what is read from it is shown beside it and never asked for. */
export function Report({ shift, task, edit }: ReportProps) {
  const { t } = useTranslation('phone');
  const { rows, session, online, model } = usePhone();
  const { items } = useOutbox();
  const editing = edit ? items.find((i) => i.seq === Number(edit) && i.state === 'refused') : undefined;
  const draftKey = `phone.line.${shift ?? task ?? 'free'}`;
  const [text, setText] = useState(() => (editing ? lineOf(editing.body) : readDraft<string>(draftKey)?.value ?? ''));
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [place, setPlace] = useState<Place | null>(null);
  const [chosen, setChosen] = useState<Result | null>(null);
  const read = useReading(text, online);
  const row = rows?.find((r) => r.record.id === (shift ?? task))?.record;
  const result = chosen ?? guess(text, read?.facts);
  const title = row && shift ? t('report.for_shift', { t: fmt.hm(row.fields.due_at as string) }) : t('report.title');

  const change = (next: string) => {
    setText(next);
    if (!editing) writeDraft(draftKey, next);
  };
  const send = async () => {
    const words = text.trim();
    if (!words || !session) return;
    if (editing) {
      await outbox.edit(editing.seq!, withLine(editing.body, words), words);
    } else {
      const shared = { ledger: session.ledger, post: session.acting_post, occurred_at: occurredNow(), device_offset_ms: deviceOffset() };
      // A line that names its shift reports it. What the reporter said of the result beyond the words is a step of its own, ahead of the line.
      const said = shift && (chosen === 'watch' || chosen === 'incident') ? chosen : null;
      if (said) {
        await outbox.add({ ...shared, method: 'POST', path: `/api/v1/records/patrol_shift/${shift}/moves/report`, kind: 'move', chain: shift, title: words,
          body: { fields: { text: words.slice(0, 160), channel: 'phone_page', result: said, ...(read?.facts.people ? { people: read.facts.people } : {}) }, occurred_at: shared.occurred_at } });
      }
      if (said !== 'watch') {
        await outbox.add({ ...shared, method: 'POST', path: '/api/v1/lines', kind: 'line', chain: shift ?? task, title: words, files: photos, files_field: photos.length ? 'photos' : null,
          body: {
            text: words, occurred_at: shared.occurred_at, channel: 'phone_page', ...(task ? { task } : {}), ...(shift ? { shift } : {}), ...(row?.fields.section ? { section: row.fields.section } : {}),
            ...(place ? { geometry: { type: 'Point', coordinates: [place.lon, place.lat] } } : {}),
          } });
      }
      dropDraft(draftKey);
    }
    setText('');
    setPhotos([]);
    setPlace(null);
    tell(t('move.stored'));
    if (shift || editing) go(shift ? '/tasks' : '/outbox');
    await outbox.pump();
    await refresh();
  };
  const toForm = () => {
    writeDraft('phone.incident', { fields: incidentFields(read?.facts ?? {}, read?.proposal?.fields), line: text });
    go('/incident/new');
  };
  const mayIncident = session?.may.dike_incident?.includes('create') ?? false;
  return (
    <>
      <header className="hp"><div className="top-row"><h1 style={{ margin: 0 }}>{title}</h1><SceneMark kind={ledgerOf(session)?.kind ?? 'real'} /></div></header>
      <main style={{ paddingTop: 2 }}>
        <GrowingText value={text} onChange={change} label={title} hint={shift ? t('tasks.shift_text') : t('report.hint')} />
        {shift && <Choices label={t('report.result')} value={result} onChange={(v) => setChosen(v as Result | null)} options={resultOptions(model)} />}
        <Facts text={text} facts={read?.facts} online={online} model={model} onCorrect={change} />
        <div className="row mut" style={{ gap: 8 }}><Icon name="pin" size={18} /><span>{t('report.no_need')}</span></div>
        {(!shift || result === 'incident') && !editing && <div className="two"><PhotoButton photos={photos} onChange={setPhotos} /><PlaceButton place={place} onChange={setPlace} /></div>}
        <button className="bb p xl" disabled={!text.trim()} onClick={() => void send()}>{online ? t('report.send') : t('report.store')}</button>
        {mayIncident && !shift && read?.facts.kind && <button className="bb thin" onClick={toForm}>{t('report.to_incident')}</button>}
        <OutboxList short />
        <CallRoom />
      </main>
      <Toast />
    </>
  );
}

/** The duty room's telephone: it counts the same. */
export function CallRoom() {
  const { t } = useTranslation('phone');
  const { dutyPhone } = usePhone();
  const words = <span><b>{t('report.call')}</b><br />{dutyPhone ? t('report.call_same') : t('report.call_none')}</span>;
  return dutyPhone ? <a className="callb" href={`tel:${dutyPhone.phone}`}><Icon name="phone" size={22} />{words}<span className="grow" /><span className="n">{dutyPhone.phone}</span></a>
    : <div className="callb"><Icon name="phone" size={22} />{words}</div>;
}

function lineOf(body: Record<string, unknown>): string {
  const fields = body.fields as Record<string, unknown> | undefined;
  return String(body.text ?? fields?.text ?? '');
}
function withLine(body: Record<string, unknown>, words: string): Record<string, unknown> {
  return 'text' in body ? { ...body, text: words } : { ...body, fields: { ...(body.fields as object), text: words } };
}

/** What the words say of the shift: 无 is nothing, a kind of incident is one, anything else is left to the reporter. */
function guess(text: string, facts: LineFacts | undefined): Result | null {
  if (facts?.kind) return 'incident';
  if (facts?.nothing) return 'nothing';
  return /^\s*(无|没有|正常|nothing)|无新?险情|未发现/i.test(text) ? 'nothing' : null;
}
function resultOptions(model: Model | null) {
  const known = model?.dictionaries.patrol_result?.choices.map((c) => ({ value: c.value, title: tx(c.title) }));
  return known ?? [{ value: 'nothing', title: '无' }, { value: 'watch', title: '有变化' }, { value: 'incident', title: '有险情' }];
}

/** What the server reads from the words, a moment after typing stops; nothing is guessed without it. */
function useReading(text: string, online: boolean): LineAnswer | null {
  const [read, setRead] = useState<{ text: string; answer: LineAnswer } | null>(null);
  useEffect(() => {
    const words = text.trim();
    if (!words || !online) { setRead(null); return undefined; }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.parseLine({ text: words }, abort.signal).then((answer) => setRead({ text: words, answer }), () => undefined);
    }, 500);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [text, online]);
  return read && read.text.length > 0 && text.trim() ? read.answer : null;
}

function GrowingText({ value, onChange, label, hint }: { value: string; onChange: (v: string) => void; label: string; hint: string }) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = ref.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 4}px`;
  }, [value]);
  return <textarea ref={ref} className="ta" rows={2} aria-label={label} placeholder={hint} value={value} maxLength={2000} onChange={(e) => onChange(e.target.value)} />;
}

const kShown = ['stake', 'distance_m', 'kind', 'water', 'people', 'aperture_cm'] as const satisfies readonly FactName[];
const kDictionary: Partial<Record<FactName, string>> = { kind: 'incident_kind', water: 'water_look' };

function Facts({ text, facts, online, model, onCorrect }: { text: string; facts: LineFacts | undefined; online: boolean; model: Model | null; onCorrect: (text: string) => void }) {
  const { t } = useTranslation('phone');
  const [open, setOpen] = useState<FactName | null>(null);
  const show = (name: FactName): string | null => {
    const v = facts?.[name];
    if (v === null || v === undefined || v === '') return null;
    if (name === 'stake') return fmt.stake(Number(v));
    if (name === 'distance_m') return t('report.metres', { n: v });
    if (name === 'aperture_cm') return `${String(v)} cm`;
    if (name === 'people') return t('report.people', { n: v });
    const dictionary = kDictionary[name];
    const choice = dictionary ? model?.dictionaries[dictionary]?.choices.find((c) => c.value === v) : undefined;
    return choice ? tx(choice.title) : String(v);
  };
  if (!online && text.trim()) return <p className="mut">{t('report.later')}</p>;
  // A shift that found nothing has nothing to correct.
  if (facts?.nothing && !facts.kind) return null;
  if (!facts) return <p className="dim sm">{t('report.kept')}</p>;
  return (
    <div>
      <div className="mut">{kShown.some((n) => show(n)) ? t('report.read_as') : t('report.nothing_read')}</div>
      <div className="chs">
        {kShown.map((n) => (
          <button key={n} type="button" className={`chp ${show(n) ? '' : 'q'}`} onClick={() => setOpen(n)}>
            <span>{t(`report.facts.${n}`)}</span><b>{show(n) ?? t('report.unknown')}</b>
          </button>
        ))}
      </div>
      {open && (
        <FactSheet name={open} value={facts[open]} dictionary={kDictionary[open] ? model?.dictionaries[kDictionary[open]!] : undefined} onClose={() => setOpen(null)}
          onSet={(value, word) => { onCorrect(correctLine(text, open, value, word)); setOpen(null); }} />
      )}
    </div>
  );
}

/** One fact, corrected by one tap where it is a choice; the words of the line are what changes. */
function FactSheet({ name, value, dictionary, onSet, onClose }: {
  name: FactName; value: unknown; dictionary: Dictionary | undefined; onSet: (value: unknown, word?: string) => void; onClose: () => void;
}) {
  const { t } = useTranslation('phone');
  const [typed, setTyped] = useState(name === 'stake' && typeof value === 'number' ? fmt.stake(value) : value === null || value === undefined ? '' : String(value));
  const parsed = useMemo(() => (name === 'stake' ? fmt.parseStake(typed) : Number(typed.trim() || 'x')), [name, typed]);
  const good = parsed !== undefined && Number.isFinite(parsed);
  return (
    <BottomSheet title={t(`report.facts.${name}`)} onClose={onClose}>
      {dictionary ? (
        // The line stays Chinese whatever the page speaks: the duty room reads it so.
        <Choices label={t(`report.facts.${name}`)} value={String(value ?? '')} options={dictionary.choices.map((c) => ({ value: c.value, title: tx(c.title) }))}
          onChange={(v) => onSet(v, dictionary.choices.find((c) => c.value === v)?.title.zh)} />
      ) : (
        <>
          <label className="fld"><span>{t('report.set')}</span>
            <input autoFocus inputMode={name === 'stake' ? 'text' : 'decimal'} value={typed} placeholder={name === 'stake' ? '718+350' : ''} onChange={(e) => setTyped(e.target.value)} /></label>
          <button className="bb p" disabled={!good} onClick={() => onSet(parsed)}>{t('report.ok')}</button>
        </>
      )}
      <button className="bb thin" onClick={() => onSet(null)}>{t('report.clear')}</button>
    </BottomSheet>
  );
}
