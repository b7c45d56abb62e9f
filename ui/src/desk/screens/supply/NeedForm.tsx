// What is needed, where and by when; then which store sends what and why, and why the others do not; accepted, it becomes orders.
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cityNow } from '../../../api/clock.ts';
import { useOne, useWrite } from '../../../api/hooks.ts';
import { supply, useNeeds, type NeedAsk, type Needs, type Proposal } from '../../../api/supply.ts';
import { fullTime, num, parseInstant, shortTime } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox, Nothing, recordPath, Sheet } from '../../kit/index.tsx';
import { MapPick } from '../map/MapPick.tsx';
import { needAsk, type NeedLine } from './board.ts';
import type { XY } from './reckon.ts';

const kHour = 3_600_000;

export function NeedForm({ incident, made }: { incident: string; made: (order: string | null) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const about = useOne('dike_incident', incident, { enabled: incident !== '' });
  const needs = useNeeds(incident);
  const [at, setAt] = useState<XY | null>(null);
  const [to, setTo] = useState('');
  const [wanted, setWanted] = useState(() => fullTime(cityNow() + kHour));
  const [lines, setLines] = useState<NeedLine[]>([{ goods: '', quantity: '' }]);
  const [norms, setNorms] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState<NeedAsk | null>(null);
  const propose = useMutation({ mutationFn: (a: NeedAsk) => supply.propose(a), onMutate: setAsked });
  const record = about.data?.record;
  useEffect(() => {
    if (!record) return;
    setTo((x) => x || record.label);
    if (record.geometry?.type === 'Point') setAt((x) => x ?? (record.geometry!.coordinates as XY));
  }, [record]);
  useEffect(() => {
    if (!needs.data?.items.length) return;
    setLines(needs.data.items.map((i) => ({ goods: i.goods, quantity: String(i.quantity), unit: i.unit })));
    if (needs.data.wanted_at) setWanted(fullTime(needs.data.wanted_at));
    setNorms(Object.fromEntries(needs.data.items.flatMap((i) => (i.norm ? [[i.goods, tx(i.norm)]] : []))));
  }, [needs.data]);
  const ask = needAsk({ about: incident || null, at, to_text: to, wanted_at: parseInstant(wanted, cityNow()), lines });
  const set = (i: number, change: Partial<NeedLine>) => { propose.reset(); setLines(lines.map((l, n) => (n === i ? { ...l, ...change } : l))); };
  return (
    <Sheet title={t('dispatch.need')} sub={incident ? record?.label ?? '' : t('dispatch.need_sub')} testid="need" actions={<button type="button" className="btn" onClick={() => made(null)}>{t('move.back')}</button>}>
      <div className="propose">
        <ErrorBox error={needs.error} />
        <div className="formrow"><label htmlFor="need-to">{t('dispatch.to')}<span className="req"> *</span></label><input id="need-to" className="field" value={to} maxLength={200} onChange={(e) => setTo(e.target.value)} data-testid="need-to" /></div>
        <div style={{ height: 190, flex: 'none' }} data-testid="need-map"><MapPick kind="point" at={at ? [at] : []} onChange={(x) => { setAt(x[x.length - 1] ?? null); propose.reset(); }} /></div>
        <div className="cols2"><div className="formrow"><label htmlFor="need-at">{t('form.lonlat')}</label><input id="need-at" className="field" key={at?.join()} defaultValue={at ? `${at[0].toFixed(5)}, ${at[1].toFixed(5)}` : ''} onBlur={(e) => { const n = e.target.value.split(/[,，\s]+/).map(Number); if (n.length === 2 && n.every(Number.isFinite)) setAt(n[0]! > n[1]! ? [n[0]!, n[1]!] : [n[1]!, n[0]!]); }} data-testid="need-at" /></div>
          <div className="formrow"><label htmlFor="need-when">{t('dispatch.wanted_at')}<span className="req"> *</span></label><input id="need-when" className="field" value={wanted} onChange={(e) => setWanted(e.target.value)} /></div></div>
        <div>{lines.map((l, i) => (
          <div key={i} className="needline" data-testid="need-line"><select className="field" value={l.goods} onChange={(e) => set(i, { goods: e.target.value, unit: needs.data?.items.find((x) => x.goods === e.target.value)?.unit })} aria-label={t('stores.goods')}><option value="">{t('dispatch.which')}</option>{(m.dictionary('goods')?.choices ?? []).filter((c) => !c.retired).map((c) => <option key={c.value} value={c.value}>{m.choice('goods', c.value)}</option>)}</select>
            <input className="field" inputMode="decimal" style={{ textAlign: 'right' }} value={l.quantity} onChange={(e) => set(i, { quantity: e.target.value })} aria-label={t('stores.quantity')} /><span className="xs dim">{l.unit ?? ''}</span>
            <button type="button" className="btn g mini" aria-label={t('circle.remove')} onClick={() => { propose.reset(); setLines(lines.filter((_, n) => n !== i)); }}>×</button>
            {norms[l.goods] && <span className="xs dim" style={{ gridColumn: '1/-1' }}>{norms[l.goods]}</span>}</div>))}
          <button type="button" className="btn g" onClick={() => setLines([...lines, { goods: '', quantity: '' }])}>{t('dispatch.add_line')}</button></div>
        <div className="row"><button type="button" className="btn p" disabled={!ask || propose.isPending} onClick={() => ask && propose.mutate(ask)} data-testid="propose">{t('dispatch.propose')}</button>{!ask && <span className="sm mut">{t('dispatch.incomplete')}</span>}</div>
        <ErrorBox error={propose.error} kept />
        {needs.data && <Helpers needs={needs.data} />}
        {propose.data && asked && <ProposalView ask={asked} proposal={propose.data} made={made} />}
      </div>
    </Sheet>
  );
}

/** Who could come: the nearest available teams and experts in time, by road. */
function Helpers({ needs }: { needs: Needs }) {
  const { t } = useTranslation();
  const rows = [...(needs.teams ?? []).slice(0, Math.max(2, needs.teams_wanted ?? 0)), ...(needs.experts ?? []).slice(0, Math.max(2, needs.experts_wanted ?? 0))];
  if (rows.length === 0) return null;
  return (
    <details className="more" open><summary>{t('dispatch.helpers', { teams: needs.teams_wanted ?? 0, experts: needs.experts_wanted ?? 0 })}</summary>
      <table data-testid="helpers"><tbody>{rows.map((c) => <tr key={c.id}><td><Link className="ink" to={recordPath(c.type, c.id)}>{c.label}</Link></td><td className="r sm">{t('dispatch.arrives_at', { t: shortTime(c.arrive_at, cityNow()), n: Math.round(c.min) })}</td><td className="sm">{c.called ? t('dispatch.called') : ''}</td></tr>)}</tbody></table></details>
  );
}

/** Which lorries take it, how much it is, and what they leave behind. */
function Lorries({ order: o }: { order: Proposal['orders'][number] }) {
  const { t } = useTranslation();
  const m = useModel();
  if (o.weight_t === undefined) return null;
  const missing = o.lorries_missing ?? 0;
  return (
    <p className="why" data-testid="lorries">{t('dispatch.load', { t: num(o.weight_t, 1), m3: num(o.volume_m3 ?? 0, 1) })}{t('shell.dot')}{(o.lorries ?? []).length === 0 ? <span className="our">{t('dispatch.no_lorry')}</span> : (o.lorries ?? []).map((l, i) => <span key={l.vehicle}>{i > 0 ? t('list_comma') : ''}<b>{l.label}</b> {t('dispatch.lorry', { t: num(l.load_t, 1), n: Math.round(l.min) })}</span>)}
      {missing > 0 && (o.lorries ?? []).length > 0 && <b className="our"> {t('dispatch.lorries_missing', { n: Math.ceil(missing * 100) })}</b>}{(o.uncounted ?? []).length > 0 && <span className="mut"> {t('dispatch.uncounted', { goods: o.uncounted!.map((x) => m.choice('goods', x.goods)).join(t('list_comma')) })}</span>}</p>
  );
}

function ProposalView({ ask, proposal, made }: { ask: NeedAsk; proposal: Proposal; made: (order: string | null) => void }) {
  const { t, i18n } = useTranslation();
  const m = useModel();
  const { post } = useSession();
  const accept = useWrite((a: Parameters<typeof supply.accept>[0], intent) => supply.accept(a, intent));
  const take = () => accept.mutate({ ...ask, orders: proposal.orders, ...(!ask.about && post ? { jurisdiction_id: post.jurisdiction_id } : {}) }, { onSuccess: (r) => made(r.orders[0]?.id ?? null) });
  const whyNot = (w: string) => (i18n.exists(`dispatch.why_${w}`) ? t(`dispatch.why_${w}`) : w);
  return (
    <div className="col" style={{ gap: 8 }} data-testid="proposal">
      <b>{t('dispatch.proposal', { n: proposal.orders.length })}</b>
      {proposal.orders.map((o, i) => (
        <div key={o.store ?? o.reserve ?? i} className="proposed" data-testid="proposed"><div className="row"><b className="grow">{o.label}</b><span className="sm nw">{t('dispatch.arrives', { t: shortTime(o.expected_at, cityNow()), n: Math.round(o.min), km: num(o.km, 1) })}</span></div>
          <div className="orderline">{o.items.map((x, n) => <span key={n}><b>{num(x.quantity)}</b> {x.unit} {m.choice('goods', x.goods)}{x.batch_no && <span className="xs dim"> {x.batch_no}</span>}</span>)}</div>{o.why && <p className="why">{tx(o.why)}</p>}<Lorries order={o} /></div>))}
      {proposal.orders.length === 0 && <Nothing>{t('dispatch.nobody')}</Nothing>}
      {proposal.unmet.length > 0 && <p className="our" data-testid="unmet"><b>{t('dispatch.unmet')}</b> {proposal.unmet.map((u) => `${m.choice('goods', u.goods)} ${num(u.quantity)} ${u.unit ?? ''}`.trim()).join(t('list_comma'))}</p>}
      {(proposal.shares ?? []).filter((x) => x.share < 1).map((x) => <p key={x.goods} className="sm">{t('dispatch.shared', { goods: m.choice('goods', x.goods), n: x.among, share: Math.round(x.share * 100) })}</p>)}
      {proposal.others.length > 0 && <details className="more" open={proposal.others.length <= 6}><summary>{t('dispatch.others', { n: proposal.others.length })}</summary><table data-testid="others"><tbody>{proposal.others.map((o, i) => <tr key={i}><td className="ell">{o.label ?? ''}</td><td className="sm"><b>{whyNot(o.why_not)}</b> <span className="mut">{tx(o.text)}</span></td></tr>)}</tbody></table></details>}
      <ErrorBox error={accept.error} again={take} />
      <div className="row"><button type="button" className="btn p" disabled={proposal.orders.length === 0 || accept.isPending} onClick={take} data-testid="accept">{t('dispatch.accept')}</button><span className="sm mut">{t('dispatch.accept_note')}</span></div>
    </div>
  );
}
