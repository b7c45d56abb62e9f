// 值班簿: today's shift, calls, handovers with both signatures, documents, instructions, briefs, zero reports.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCityNow } from '../../api/clock.ts';
import { useDesk, useList, useOne } from '../../api/hooks.ts';
import type { Rec } from '../../api/types.ts';
import { dayTime } from '../../format/index.ts';
import { NamePlate } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, pick, pickText, recordPath, refLabel, Sheet, StateTag } from '../kit/index.tsx';
import { Cell, columnsOf } from '../generic/ListPage.tsx';
import { kNumeric } from '../generic/FieldValue.tsx';
import { MoveButtons } from '../generic/MoveDialog.tsx';
import { OfficeTabs } from './office/Tabs.tsx';

const kBooks = [['call_record', 'calls', '-began_at'], ['document_in', 'documents', '-received_at'], ['instruction', 'instructions', '-given_at'], ['daily_brief', 'briefs', '-recorded_at'], ['zero_report', 'zero', '-recorded_at'], ['duty_shift', 'shifts', '-from']] as const;

export function Logbook() {
  const { t } = useTranslation();
  const { may } = useSession();
  const books = kBooks.filter(([type]) => may(type, 'read'));
  const [book, setBook] = useState<string>(books[0]?.[0] ?? '');
  const sort = kBooks.find(([type]) => type === book)?.[2] ?? '';
  return (
    <div className="page cols office" data-testid="logbook"><OfficeTabs />
      <Sheet title={t('logbook.title')} actions={<>{books.map(([type, name]) => <button type="button" key={type} className="tag plain" style={type === book ? { fontWeight: 700, borderColor: 'var(--ink)' } : {}} onClick={() => setBook(type)}>{t(`logbook.${name}`)}</button>)}{may(book, 'create') && <Link className="btn p" to={book === 'call_record' ? '/intake' : `/r/${book}/new`}>{t('logbook.new')}</Link>}</>}>
        {book && <Book key={book} type={book} sort={sort} />}
      </Sheet>
      <div className="col" style={{ gap: 12, minHeight: 0 }}><Shift /><Handovers /></div>
    </div>
  );
}
function Book({ type, sort }: { type: string; sort: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const list = useList(type, { limit: 50, sort });
  const info = m.type(type);
  if (!info) return null;
  const columns = columnsOf(info, null);
  return (
    <Asked query={list}>{(page) => page.items.length === 0 ? <Nothing>{t('logbook.none', { what: m.typeTitle(type) })}</Nothing> : (
      <div className="scroll"><table><thead><tr>{columns.map((c) => <th key={c.name} className={kNumeric.has(c.kind) ? 'r' : ''}>{tx(c.title)}</th>)}</tr></thead>
        <tbody>{page.items.map((r) => <tr key={r.id}>{columns.map((c, i) => <td key={c.name} className="ell" style={{ maxWidth: 260 }}>{i === 0 ? <Link to={recordPath(type, r.id)}><Cell field={c} r={r} refs={page.refs} /></Link> : <Cell field={c} r={r} refs={page.refs} />}</td>)}</tr>)}</tbody></table></div>
    )}</Asked>
  );
}
const kPosts = ['leader', 'main', 'deputy', 'technical', 'military'] as const;
function Shift() {
  const { t } = useTranslation();
  const now = useCityNow();
  const desk = useDesk();
  const hour = new Date(Math.floor(now / 3600_000) * 3600_000).toISOString();
  const list = useList('duty_shift', { filter: [`to:gt:${hour}`], sort: 'from', limit: 6 });
  const name = (s: Rec, k: string) => refLabel(list.data?.refs, s.fields[k]);
  return (
    <Sheet title={t('logbook.shifts')} testid="shifts">
      {(list.data?.items ?? []).map((s) => {
        const on = Date.parse(pickText(s, 'from')) <= now;
        return <div key={s.id} style={{ padding: '8px 12px', borderBottom: '1px solid var(--line)' }}><div className="sm"><Link className="ink" to={`/r/duty_shift/${s.id}`}><b>{dayTime(pickText(s, 'from'))} – {dayTime(pickText(s, 'to'))}</b></Link> {on && <span className="tag">{t('logbook.now')}</span>} <span className="dim">{refLabel(list.data?.refs, s.fields.body)}</span></div>
          <div className="row" style={{ flexWrap: 'wrap', marginTop: 4 }}>{kPosts.filter((k) => name(s, k) || k === 'leader' || k === 'main').map((k) => <NamePlate key={k} on={on} post={t(`post.${k}`)} person={name(s, k)} gap={!name(s, k)} />)}</div></div>;
      })}
      {list.data?.items.length === 0 && <div className="nothing our">{desk.data ? t('duty.no_shift') : ''}</div>}
    </Sheet>
  );
}
function Handovers() {
  const { t } = useTranslation();
  const { may } = useSession();
  const list = useList('handover', { limit: 5, sort: '-at' });
  return (
    <Sheet title={t('logbook.handovers')} className="growsheet" actions={may('handover', 'create') ? <Link className="btn" to="/r/handover/new">{t('logbook.new')}</Link> : undefined} testid="handovers">
      <div className="scroll">{(list.data?.items ?? []).map((h) => <HandoverCard key={h.id} h={h} />)}{list.data?.items.length === 0 && <Nothing>{t('duty.no_handover')}</Nothing>}</div>
    </Sheet>
  );
}
function HandoverCard({ h }: { h: Rec }) {
  const one = useOne('handover', h.id);
  const items = pick(h, 'items');
  return (
    <div style={{ padding: '8px 12px', borderBottom: '1px solid var(--line)' }}>
      <div className="row"><Link className="ink" to={`/r/handover/${h.id}`}><b>{dayTime(pickText(h, 'at'))}</b></Link><StateTag type="handover" state={h.state} /><span className="grow" />{one.data && <MoveButtons record={one.data.record} moves={one.data.moves} refs={one.data.refs} />}</div>
      {Array.isArray(items) && <ol style={{ margin: '4px 0', paddingLeft: 20 }}>{(items as { text?: string; open?: boolean }[]).map((i, n) => <li key={n} className={i.open === false ? 'dim' : ''}>{i.text}</li>)}</ol>}
      <div className="sm mut">{refLabel(one.data?.refs, h.fields.giver)} → {refLabel(one.data?.refs, h.fields.taker)}</div>
    </div>
  );
}
