import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cityNow } from '../../api/clock.ts';
import type { MoveInfo, Rec } from '../../api/types.ts';
import { clockFacts, EmptyState, fmt, Icon, LevelBadge, NamePlate, noticeWords, readLevel, SceneMark, stageWords, useNow, type ClockFacts } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { BigBar, ClockLine, tell, Toast } from '../bits.tsx';
import { occurredNow, deviceOffset } from '../clockBase.ts';
import { stateAfter, stepsFrom } from '../moves.ts';
import { ledgerOf, markRead, outbox, phone, refresh, useOutbox, usePhone, type TaskRow } from '../state.ts';

const MoveSheet = lazy(async () => ({ default: (await import('./MoveSheet.tsx')).MoveSheet }));

/** My tasks: who I am, the level and the water, then what is owed, the earliest limit first. */
export function Tasks() {
  const { t } = useTranslation('phone');
  const { session, rows, fetched, refs } = usePhone();
  const post = session?.posts.find((p) => p.id === session.acting_post) ?? session?.posts[0];
  const calls = (rows ?? []).filter((r) => r.record.type === 'callout' && isOpenCall(r.record));
  const open = sortRows(oneShift((rows ?? []).filter((r) => r.record.type !== 'callout')));
  return (
    <>
      <header className="hp">
        <div className="top-row">
          <NamePlate post={post?.title ?? ''} person={session?.person.name} on /><SceneMark kind={ledgerOf(session)?.kind ?? 'real'} />
        </div>
        <h1>{t('tasks.title')} {rows ? open.length + calls.length : ''}</h1>
        <div className="mut">{subline(open, post?.body_name ?? '')}</div>
      </header>
      <LevelBar />
      <main>
        {calls.map((r) => <CallCard key={r.record.id} row={r} />)}
        {open.map((r, i) => <TaskCard key={r.record.id} row={r} first={i === 0 && calls.length === 0} from={nameOf(r.record.fields.from_body, refs)} />)}
        {rows && open.length + calls.length === 0 && <EmptyState title={t('tasks.none')}>{t('tasks.none_text')}</EmptyState>}
        {!rows && <p className="mut">{t('tasks.loading')}</p>}
        <DoneToday />
        {fetched && <span className="dim sm">{t('tasks.as_of', { t: fmt.age(fetched, Date.now(), lang()) })}</span>}
      </main>
      <Toast />
    </>
  );
}

/** A call that rings, or one missed less than two hours ago: it may still be answered. */
function isOpenCall(record: Rec): boolean {
  const missed = fmt.instantMs(record.fields.missed_at as string);
  return record.state !== 'missed' || (missed !== null && cityNow() - missed < 2 * fmt.kHour);
}

/** One line answers one shift: of each section the one that runs is shown, with the number of earlier ones still owed. */
function oneShift(rows: TaskRow[]): (TaskRow & { owed?: number })[] {
  const of = new Map<string, TaskRow[]>();
  for (const row of rows.filter((r) => r.record.type === 'patrol_shift')) of.set(String(row.record.fields.section), [...(of.get(String(row.record.fields.section)) ?? []), row]);
  const at = (r: TaskRow, name: string) => fmt.instantMs(r.record.fields[name] as string) ?? 0;
  const shown = [...of.values()].map((shifts) => {
    const sorted = shifts.sort((a, b) => at(a, 'due_at') - at(b, 'due_at'));
    const begun = sorted.filter((r) => at(r, 'shift_start') <= cityNow());
    return { ...(begun[begun.length - 1] ?? sorted[0]!), owed: Math.max(0, begun.length - 1) };
  });
  return [...rows.filter((r) => r.record.type !== 'patrol_shift'), ...shown];
}

/** Stakes of the first section and the end of the running shift, as far as known. */
function subline(rows: TaskRow[], body: string): string {
  const { sections } = phone();
  const shift = rows.find((r) => r.record.type === 'patrol_shift')?.record;
  const section = rows.map((r) => sections[String(r.record.fields.section)]).find(Boolean);
  const from = (shift?.fields.from_stake ?? section?.fields.from_stake) as number | undefined;
  const to = (shift?.fields.to_stake ?? section?.fields.to_stake) as number | undefined;
  const stakes = from !== undefined && to !== undefined ? `${fmt.stake(Math.min(from, to))} – ${fmt.stake(Math.max(from, to))}` : '';
  const until = shift && (fmt.instantMs(shift.fields.shift_end as string) ?? 0) > cityNow() ? `${lang() === 'zh' ? '班到' : 'shift to'} ${fmt.hm(shift.fields.shift_end as string)}` : '';
  return [stakes || body, until].filter(Boolean).join(lang() === 'zh' ? '　' : ' · ');
}

function sortRows<T extends TaskRow>(rows: T[]): T[] {
  const due = (r: TaskRow) => fmt.instantMs(factsOf(r).dueAt) ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((a, b) => due(a) - due(b));
}

/** The clock of a row: the server's record when it came with one, else the limit that the record itself states. */
export function factsOf({ record, clock }: TaskRow): ClockFacts {
  if (clock) return clockFacts(clock);
  const f = record.fields;
  return {
    startedAt: (f.shift_start ?? f.sent_at ?? record.occurred_at ?? record.recorded_at) as string,
    dueAt: (f.due_at ?? f.deadline ?? null) as string | null,
    warnAt: record.type === 'patrol_shift' && f.due_at ? Date.parse(String(f.due_at)) - 15 * fmt.kMinute : null,
  };
}

export function nameOf(id: unknown, refs: Record<string, { label: string }>): string {
  return typeof id === 'string' ? refs[id]?.label ?? '' : '';
}

function LevelBar() {
  const { t } = useTranslation('phone');
  const { notice, gauges: all, sections } = usePhone();
  const gauges = all.filter((g) => g.property === 'stage_m');
  const now = useNow();
  const own = Object.values(sections)[0]?.fields.control_gauge;
  const rank = { record: 4, guarantee: 3, warning: 2, defence: 1 } as const;
  const gauge = gauges.find((g) => g.id === own) ?? [...gauges].sort((a, b) => (b.stage_kind ? rank[b.stage_kind] : 0) - (a.stage_kind ? rank[a.stage_kind] : 0))[0];
  const level = readLevel(notice?.fields.level);
  if (!notice && !gauge) return null;
  const water = gauge && (gauge.silent || gauge.value === null
    ? `${gauge.name} ${t('common.unknown')}`
    : [t('tasks.at_stage', { name: gauge.name, value: fmt.stage(gauge.value), trend: gauge.rate_m_h === null ? '' : ` ${fmt.trend(gauge.rate_m_h)}`, words: stageWords(gauge.stage_kind, gauge.over_m, gauge.value, lang()) ?? '' }),
      gauge.at ? fmt.age(gauge.at, now, lang()) : ''].filter(Boolean).join(lang() === 'zh' ? '，' : ', '));
  return (
    <div className="lvbar">
      {level && <LevelBadge level={level} size={30} text={null} />}
      <div>{notice && <b>{noticeWords(notice.fields, lang())}</b>}<span>{water}</span></div>
    </div>
  );
}

function CallCard({ row }: { row: TaskRow }) {
  const { t } = useTranslation('phone');
  const facts = factsOf(row);
  return (
    <article className="tc now">
      <div className="tt"><b>{t('call.answer')}</b><ClockLine facts={facts} label={t('call.answer')} /></div>
      <BigBar facts={facts} />
      <p>{String(row.record.fields.text ?? row.record.label)}</p>
      <a className="bb p" href={`#/call/${row.record.id}`}>{t('tasks.open_call')}</a>
    </article>
  );
}

function TaskCard({ row, first, from }: { row: TaskRow & { owed?: number }; first: boolean; from: string }) {
  const { t } = useTranslation('phone');
  const { model, session } = usePhone();
  const { items } = useOutbox();
  const [step, setStep] = useState<MoveInfo | null>(null);
  // A task taken by a slip is given back within ten seconds (model/rules/undo.yaml); without signal both steps wait in their order.
  const [back, setBack] = useState<MoveInfo | undefined>();
  const { record } = row;
  const facts = factsOf(row);
  useEffect(() => markRead(record), [record]);
  const waiting = items.filter((i) => i.chain === record.id && (i.state === 'waiting' || i.state === 'refused'));
  const post = session?.posts.find((p) => p.id === session.acting_post);
  const after = stateAfter(record, items, model);
  const steps = stepsFrom(record, after, model, post?.roles ?? []).filter((m) => after !== record.state || !row.moves || row.moves.includes(m.name));
  const shift = record.type === 'patrol_shift';
  // A watch is answered by one of two words; anything changed is a line of its own.
  const watching = record.fields.kind === 'patrol' ? steps.find((m) => m.name === 'progress') : undefined;
  const title = shift ? t('tasks.shift', { t: hourOf(record.fields.due_at) }) : String(record.fields.title ?? record.label);
  const text = shift ? [t('tasks.shift_text'), row.owed ? t('tasks.owed', { n: row.owed }) : ''].filter(Boolean).join('\n') : String(record.fields.text ?? '');
  const take = (m: MoveInfo) => (m.needs?.length || m.name === 'finish' || m.name === 'progress' || m.name === 'depart' ? setStep(m) : void takeIt(m));
  const takeIt = async (m: MoveInfo) => {
    const undo = m.name === 'accept' ? model?.types[record.type]?.moves.find((x) => x.name === 'unaccept') : undefined;
    setBack(undo);
    setTimeout(setBack, 10_000);
    await store(record, m, session?.person.id ?? '');
  };
  return (
    <article className={`tc ${first ? 'now' : ''}`}>
      <div className="tt"><b>{title}</b><ClockLine facts={facts} label={title} /></div>
      <BigBar facts={facts} />
      {(text || from) && <p>{text}{from && <span className="dim">{text ? '\n' : ''}{t('tasks.from', { who: from })}</span>}</p>}
      {waiting.map((i) => <div key={i.seq} className="pend"><Icon name="sync" size={16} />{i.title} <span className={i.state === 'refused' ? 'our' : ''}>{i.state === 'refused' ? i.refusal?.message : t(`outbox.why.${outbox.reason(i) ?? 'next'}`)}</span></div>)}
      {shift && waiting.length === 0 && <a className="bb p" href={`#/report?shift=${record.id}`}>{t('tasks.report_shift')}</a>}
      {watching && steps.length > 0 && (
        <div className="two">
          <button className="bb" onClick={() => void storeMove(record, watching, { answer: t('tasks.nothing') })}>{t('tasks.nothing')}</button>
          <a className="bb" href={`#/report?task=${record.id}`}>{t('tasks.something')}</a>
        </div>
      )}
      {!shift && steps[0] && <button className={`bb ${watching ? 'thin' : first ? 'p' : ''}`} onClick={() => take(steps[0]!)}>{stepTitle(steps[0], record, session?.person.id ?? '')}</button>}
      {!shift && !watching && steps.length > 1 && (
        <div className="two">{steps.slice(1, 3).map((m) => <button key={m.name} className="bb thin" onClick={() => take(m)}>{tx(m.title)}</button>)}</div>
      )}
      {back && <button className="bb thin" onClick={() => { setBack(undefined); void storeMove(record, back, {}); }}>{tx(back.title)}</button>}
      {step && <Suspense fallback={null}><MoveSheet record={record} move={step} onClose={() => setStep(null)} /></Suspense>}
    </article>
  );
}

/** `04 时` on the hour, else `04:30`. */
function hourOf(at: unknown): string {
  const words = fmt.hm(at as string);
  return words.endsWith(':00') && lang() === 'zh' ? `${words.slice(0, 2)} 时` : lang() === 'zh' ? `${words} ` : words;
}

/** 受领, or 代 X 签收 when the liaison takes it for the person. */
function stepTitle(move: MoveInfo, record: Rec, me: string): string {
  const { refs } = phone();
  if (move.name === 'accept' && isProxy(record, me)) return lang() === 'zh' ? `代 ${nameOf(record.fields.person, refs)} 签收` : `Accept for ${nameOf(record.fields.person, refs)}`;
  return tx(move.title);
}

/** Whether the person who looks is the liaison of the one who is meant. */
export function isProxy(record: Rec, me: string): boolean {
  return record.fields.person !== me && record.fields.liaison === me;
}

async function store(record: Rec, move: MoveInfo, me: string): Promise<void> {
  await storeMove(record, move, isProxy(record, me) && move.takes?.includes('for_person') ? { for_person: record.fields.person } : {});
}

/** Writes one step into the outbox and lets it go. */
export async function storeMove(record: Rec, move: MoveInfo, fields: Record<string, unknown>, files: { name: string; type: string; data: Blob }[] = []): Promise<void> {
  const { session } = phone();
  if (!session) return;
  await outbox.add({
    method: 'POST', path: `/api/v1/records/${record.type}/${record.id}/moves/${move.name}`,
    body: { fields, occurred_at: occurredNow() }, title: `${tx(move.title)} ${String(record.fields.title ?? record.label)}`, kind: 'move', chain: record.id,
    ledger: session.ledger, post: session.acting_post, occurred_at: occurredNow(), device_offset_ms: deviceOffset(),
    files, files_field: files.length ? 'fields.evidence' : null,
  });
  tell(lang() === 'zh' ? '已存，在待发里' : 'Stored; see Unsent');
  await outbox.pump();
  await refresh();
}

function DoneToday() {
  const { t } = useTranslation('phone');
  const { items } = useOutbox();
  const { session } = usePhone();
  const since = cityNow() - 12 * fmt.kHour;
  const done = items.filter((i) => i.state === 'sent' && i.kind !== 'record' && i.account === session?.account && i.receipt && i.receipt.at_ms > since).reverse().slice(0, 3);
  return done.map((i) => (
    <article key={i.seq} className="tc dn"><div className="tt"><b>{i.title}</b><span className="bt">✓ {fmt.hm(i.occurred_at)}</span></div><p>{t('outbox.receipt', { t: fmt.hm(i.receipt!.at_ms) })}</p></article>
  ));
}
