// The right column: who is on duty, where it is, what was handed over.
import { howFar, nearer } from '../../kit/near.ts';
import { useTranslation } from 'react-i18next';
import { cityNow } from '../../../api/clock.ts';
import { Link } from 'react-router';
import { dutySpan, type Desk, type IncidentRoom, type Rec } from '../../../api/types.ts';
import { hourMinute, num, stake } from '../../../format/index.ts';
import { HonestData, NamePlate } from '../../../parts/index.ts';
import { linesOf, Sketch, type SketchMark } from '../../kit/sketch.tsx';
import { pick, pickNumber, pickText, recordPath, Sheet } from '../../kit/index.tsx';

const kDuty = ['leader', 'main', 'deputy', 'technical', 'military'] as const;

export function Right({ desk, room }: { desk: Desk | undefined; room: IncidentRoom | undefined }) {
  const { t } = useTranslation();
  const duty = desk?.duty ?? {};
  const span = dutySpan(desk?.duty);
  return (
    <aside className="rt" data-testid="right">
      <Sheet title={t('duty.shift')} sub={span.from ? `${hourMinute(span.from)} – ${hourMinute(span.to)}` : ''} actions={<Link to="/logbook" className="sm">{t('nav.logbook')}</Link>} testid="duty">
        <div className="ppl">
          {kDuty.filter((k) => k in duty && (duty[k] || k === 'leader' || k === 'main')).map((k) => {
            const h = duty[k];
            const person = h?.person;
            return <div key={k}><NamePlate post={t(`post.${k}`)} person={person ?? ''} on={k !== 'military'} gap={!person} />{!person && <span className="our sm">{t('duty.gap')}</span>}</div>;
          })}
          {kDuty.every((k) => !(k in duty)) && <div className="our">{t('duty.no_shift')}</div>}
        </div>
      </Sheet>
      <Where room={room} />
      <Sheet title={t('duty.handover')} sub={t('duty.handover_n', { n: desk?.handover.length ?? 0 })} className="growsheet" testid="handover">
        <div className="scroll"><Handover items={desk?.handover ?? []} /></div>
      </Sheet>
    </aside>
  );
}

/** Items of the handover: records, or rows of `{text, open}` inside one. */
function Handover({ items }: { items: Rec[] }) {
  const { t } = useTranslation();
  const rows = items.flatMap((r): { key: string; text: string; sub: string; to?: string }[] => {
    const loose = r as unknown as { text?: string; note?: string; about?: string };
    if (!r.fields) return [{ key: String(loose.about ?? loose.text), text: String(loose.text ?? ''), sub: String(loose.note ?? '') }];
    const inner = pick(r, 'items');
    if (Array.isArray(inner)) return (inner as { text?: string; open?: boolean }[]).filter((i) => i.open !== false).map((i, n) => ({ key: `${r.id}-${n}`, text: String(i.text ?? ''), sub: r.label, to: recordPath(r.type, r.id) }));
    return [{ key: r.id, text: r.label, sub: pickText(r, 'text'), to: recordPath(r.type, r.id) }];
  });
  if (!rows.length) return <div className="nothing dim">{t('duty.no_handover')}</div>;
  return <div className="hnd">{rows.map((r, i) => <div key={r.key}><span className="dim">{i + 1}</span><div className="grow">{r.to ? <Link className="ink" to={r.to}>{r.text}</Link> : r.text}<div className="xs dim ell">{r.sub}</div></div></div>)}</div>;
}

export function Where({ room, height = 200 }: { room: IncidentRoom | undefined; height?: number }) {
  const { t } = useTranslation();
  const at = linesOf(room?.record.geometry ?? null)[0]?.[0];
  const near = [...(room?.nearest?.stores ?? []).map((n) => ({ ...n, symbol: 'store' as const })), ...(room?.nearest?.teams ?? []).map((n) => ({ ...n, symbol: 'team' as const }))].sort(nearer);
  const marks: SketchMark[] = near.slice(0, 5).flatMap((n) => { const p = linesOf(n.record?.geometry ?? null)[0]?.[0]; return p ? [{ id: n.record!.id, at: p, symbol: n.symbol, label: n.record!.label }] : []; });
  if (room && at) marks.push({ id: room.record.id, at, symbol: 'incident', label: stake(pickNumber(room.record, 'stake')), solid: true });
  return (
    <Sheet title={t('duty.where')} sub={t('sketch.note')} actions={<Link className="sm" to={at ? `/map?at=${at[0]},${at[1]}` : '/map'}>{t('nav.map')}</Link>} testid="where">
      <Sketch centre={at ?? null} radius_km={14} marks={marks} lines={linesOf(room?.section?.geometry ?? null)} height={height} />
      {near.length > 0 && <table className="near"><thead><tr><th>{t('duty.near')}</th><th className="r">{t('incident.road_min')}</th><th className="r">{t('duty.usable')}</th></tr></thead>
        <tbody>{near.slice(0, 3).map((n) => { const r = n.record; const people = pickNumber(r, 'people', 'size'); const counted = pickText(r, 'counted_at'); return (
          <tr key={r?.id ?? n.id}><td className="ell">{r ? <Link className="ink" to={`/r/${r.type}/${r.id}`}>{r.label}</Link> : n.label}</td><td className="r">{howFar(n, t)}</td>
            <td className="r">{people !== null ? t('duty.people', { n: num(people) }) : counted ? <HonestData text={t('duty.counted_days', { n: Math.max(0, Math.floor((cityNow() - Date.parse(counted)) / 86_400_000)) })} freshness="ageing" /> : '—'}</td></tr>); })}</tbody></table>}
    </Sheet>
  );
}
