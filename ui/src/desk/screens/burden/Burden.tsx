// 负担: fields asked per township and month by register, each number opening what was filled in; and for each field who reads it.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { cityNow } from '../../../api/clock.ts';
import { dayTime, fullDate, num } from '../../../format/index.ts';
import { lang, tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { Asked, Nothing, recordPath, Sheet } from '../../kit/index.tsx';
import { kMonths, monthName } from '../figures/figures.ts';
import { burdenApi, byKind, grouped, type Burden as Data, unreadFirst, type FieldReaders, type Sum, type TypeSum } from './burden.ts';
import './burden.css';

export function Burden() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const today = fullDate(cityNow());
  const period = address.get('period') ?? today.slice(0, 7);
  const set = (change: Record<string, string | null>) => { const a = new URLSearchParams(address); for (const [k, v] of Object.entries(change)) if (v) a.set(k, v); else a.delete(k); setAddress(a, { replace: true }); };
  const data = useQuery({ queryKey: ['burden', period, callState().ledger], queryFn: () => burdenApi.month(period) });
  const place = address.get('place') ?? '';
  const type = address.get('type') ?? '';
  return (
    <div className="page cols left burden" data-testid="burden">
      <Sheet title={t('burden.title')} sub={t('burden.sub')}>
        <MonthBar period={period} today={today} set={(p) => set({ period: p })} />
        <Asked query={data}>{(d) => <Places data={d} place={place} pick={(id) => set({ place: id || null })} />}</Asked>
      </Sheet>
      <div className="col burdenright">
        <Asked query={data}>{(d) => <Types data={d} place={place} type={type} pick={(name, show) => set({ type: name, show })} />}</Asked>
        {type && <Detail key={`${type}${place}`} type={type} period={period} place={place} show={address.get('show') === 'rows' ? 'rows' : 'fields'} setShow={(show) => set({ show })} />}
      </div>
    </div>
  );
}

function MonthBar({ period, today, set }: { period: string; today: string; set: (period: string) => void }) {
  const { t } = useTranslation();
  const year = period.slice(0, 4);
  const years = [...new Set([...[0, 1, 2].map((n) => String(Number(today.slice(0, 4)) - n)), year])].sort().reverse();
  return (
    <div className="filters">
      <select className="field short" aria-label={t('figures.year')} value={year} onChange={(e) => set(`${e.target.value}${period.slice(4, 7)}`)}>{years.map((y) => <option key={y}>{y}</option>)}</select>
      <select className="field short" aria-label={t('figures.month')} value={period.slice(5, 7)} onChange={(e) => set(e.target.value ? `${year}-${e.target.value}` : year)}><option value="">{t('figures.whole_year')}</option>{kMonths.map((m) => <option key={m} value={m}>{monthName(m)}</option>)}</select>
    </div>
  );
}

const Numbers = ({ sum }: { sum: Sum }) => <><td className="r">{num(sum.forms)}</td><td className="r">{num(sum.asked)}</td><td className="r">{sum.unread > 0 ? <b className="our">{num(sum.unread)}</b> : <span className="dim">0</span>}</td></>;

function Places({ data, place, pick }: { data: Data; place: string; pick: (id: string) => void }) {
  const { t } = useTranslation();
  if (data.places.length === 0) return <Nothing>{t('burden.none')}</Nothing>;
  return (
    <div className="scroll"><table data-testid="burden-places"><thead><tr><th>{t('burden.place')}</th><th className="r">{t('burden.forms')}</th><th className="r">{t('burden.asked')}</th><th className="r">{t('burden.unread')}</th></tr></thead>
      <tbody>
        <tr className={place === '' ? 'on' : ''}><td><button type="button" className="plain" onClick={() => pick('')}><b>{t('burden.everywhere')}</b></button></td><Numbers sum={data.total} /></tr>
        {grouped(data.places).flatMap((g) => g.places.map((p) => (
          <tr key={p.id} className={place === p.id ? 'on' : ''}><td className={p.county ? 'under' : ''}><button type="button" className="plain ell" onClick={() => pick(place === p.id ? '' : p.id)}>{p.name}{p.county && g.places[0] === p && <span className="xs dim"> {g.county}</span>}</button></td><Numbers sum={p} /></tr>)))}
      </tbody></table></div>
  );
}

function Types({ data, place, type, pick }: { data: Data; place: string; type: string; pick: (type: string, show: 'fields' | 'rows') => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = data.places.find((p) => p.id === place);
  const types: TypeSum[] = place ? one?.types ?? [] : data.types;
  const sum = place ? one : data.total;
  return (
    <Sheet title={place ? one?.name ?? '' : t('burden.everywhere')} sub={sum ? t('burden.sum', { forms: num(sum.forms), asked: num(sum.asked), filled: num(sum.filled) }) : ''} testid="burden-types" actions={<AnyType type={type} pick={(name) => pick(name, 'fields')} />}>
      {types.length === 0 ? <Nothing>{t('burden.none')}</Nothing> : (
        <div className="scroll"><table><thead><tr><th>{t('burden.register')}</th><th className="r">{t('burden.forms')}</th><th className="r">{t('burden.asked')}</th><th className="r">{t('burden.filled')}</th><th className="r">{t('burden.unread')}</th></tr></thead>
          <tbody>{types.map((x) => (
            <tr key={x.type} className={type === x.type ? 'on' : ''} data-type={x.type}><td><button type="button" className="plain" onClick={() => pick(x.type, 'fields')}><b>{m.typeTitle(x.type)}</b></button></td>
              {(['forms', 'asked', 'filled'] as const).map((k) => <td key={k} className="r"><button type="button" className="plain fig" onClick={() => pick(x.type, 'rows')}>{num(x[k])}</button></td>)}
              <td className="r"><button type="button" className="plain fig" onClick={() => pick(x.type, 'fields')}>{x.unread > 0 ? <b className="our">{num(x.unread)}</b> : 0}</button></td></tr>))}</tbody></table></div>)}
    </Sheet>
  );
}

/** Fields of any register, whether or not somebody filled it in. */
function AnyType({ type, pick }: { type: string; pick: (type: string) => void }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const all = Object.values(useModel().model.types).filter((x) => !x.retired && may(x.name, 'read')).sort((a, b) => tx(a.title).localeCompare(tx(b.title), lang() === 'en' ? 'en' : 'zh'));
  return <select className="field short" aria-label={t('burden.any')} value={type} onChange={(e) => pick(e.target.value)} data-testid="burden-any"><option value="">{t('burden.any')}</option>{all.map((x) => <option key={x.name} value={x.name}>{tx(x.title)}</option>)}</select>;
}

function Detail({ type, period, place, show, setShow }: { type: string; period: string; place: string; show: 'fields' | 'rows'; setShow: (show: 'fields' | 'rows') => void }) {
  const { t } = useTranslation();
  const m = useModel();
  return (
    <Sheet title={m.typeTitle(type)} className="detailsheet" testid="burden-detail" actions={(['fields', 'rows'] as const).map((s) => (
      <button key={s} type="button" className={`btn ${show === s ? 'sel' : 'g'}`} aria-pressed={show === s} onClick={() => setShow(s)} data-testid={`show-${s}`}>{t(`burden.show_${s}`)}</button>))}>
      {show === 'rows' ? <Rows type={type} period={period} place={place} /> : <Fields type={type} />}
    </Sheet>
  );
}

function Rows({ type, period, place }: { type: string; period: string; place: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const rows = useQuery({ queryKey: ['burdenRows', period, type, place, callState().ledger], queryFn: () => burdenApi.rows(period, type, place) });
  const what = (op: string, move: string) => (op === 'move' ? tx(m.type(type)?.moves.find((x) => x.name === move)?.title) || move : t(`burden.op_${op}`));
  return (
    <Asked query={rows}>{(r) => (
      <div className="scroll" tabIndex={0} role="region" aria-label={t('burden.show_rows')}><table data-testid="burden-rows"><thead><tr><th>{t('burden.at')}</th><th>{t('burden.what')}</th><th>{t('burden.record')}</th><th>{t('burden.place')}</th><th className="r">{t('burden.asked')}</th><th className="r">{t('burden.filled')}</th><th className="r">{t('burden.unread')}</th></tr></thead>
        <tbody>{r.items.map((f) => <tr key={`${f.seq}${f.id}`}><td className="nw">{dayTime(f.at)}</td><td className="nw">{what(f.op, f.move)}</td><td><Link className="ink" to={recordPath(f.type, f.id)}>{f.label}</Link></td><td className="nw">{f.place_name}</td><td className="r">{f.asked}</td><td className="r">{f.filled}</td><td className="r">{f.unread}</td></tr>)}</tbody></table>
        {r.total > r.items.length && <p className="foot">{t('burden.first', { n: num(r.items.length), all: num(r.total) })}</p>}</div>)}</Asked>
  );
}

function Fields({ type }: { type: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const readers = useQuery({ queryKey: ['burdenReaders', type], queryFn: () => burdenApi.readers(type), staleTime: 300_000 });
  const title = (name: string) => tx(m.type(type)?.fields.find((f) => f.name === name)?.title) || name;
  return (
    <Asked query={readers}>{({ items: [of] }) => (of ? (
      <>
        <p className="foot">{t('burden.of_fields', { n: of.asked, unread: of.unread })}{of.also_wanted_by.length > 0 && ` ${t('burden.upper', { names: of.also_wanted_by.join(t('list_comma')) })}`}</p>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('burden.show_fields')}><table data-testid="burden-fields"><thead><tr><th>{t('burden.field')}</th><th>{t('burden.readers')}</th></tr></thead>
          <tbody>{unreadFirst(of.fields).map((f) => <tr key={f.name} className={f.readers.length === 0 ? 'noread' : ''}><td className="nw">{title(f.name)}{f.required && <b className="req"> ＊</b>}</td><td className="wrap"><Who field={f} title={title} /></td></tr>)}</tbody></table></div>
        <p className="foot">{t('burden.note')}</p>
      </>) : <Nothing>{t('burden.none')}</Nothing>)}</Asked>
  );
}

function Who({ field, title }: { field: FieldReaders; title: (name: string) => string }) {
  const { t, i18n } = useTranslation();
  const figures = useQuery({ queryKey: ['figures'], queryFn: api.figures, staleTime: 300_000 });
  if (field.readers.length === 0) return <strong className="our">{t('burden.nobody')}</strong>;
  const name = (kind: string, n: string) => {
    if (kind === 'figure') return tx((figures.data?.items as { name: string; title: { zh: string; en: string } }[] | undefined)?.find((f) => f.name === n)?.title) || n;
    if (kind === 'formula') return title(n);
    return kind === 'screen' && i18n.exists(`nav.${n}`) ? t(`nav.${n}`) : kind === 'screen' && i18n.exists(`burden.screen_${n}`) ? t(`burden.screen_${n}`) : n;
  };
  return <>{byKind(field.readers).map(([kind, names]) => <span key={kind} className="reader">{t(`burden.kind_${kind}`)}{names.length > 0 && <span className="mut"> {names.map((n) => name(kind, n)).join(t('list_comma'))}</span>}</span>)}</>;
}
