// 责任网: every work, every role, every day. A hole is seen by shape and word, and is mended where it is seen.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { address as urlOf, callState } from '../../../api/client.ts';
import { useCityNow } from '../../../api/clock.ts';
import { fullDate, num } from '../../../format/index.ts';
import { lang, tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { Asked, Nothing, Sheet } from '../../kit/index.tsx';
import { DateInput } from '../../generic/Typed.tsx';
import { CellPanel } from './CellPanel.tsx';
import { Matrix, type Pick } from './Matrix.tsx';
import { countOf, coverage, itemsOf, kHoles, kMarks, netApi, ofPlace, type Net, type Shown } from './net.ts';
import { Overview } from './Overview.tsx';
import { ReplaceDialog } from './ReplaceDialog.tsx';
import { useNetRights } from './rights.tsx';
import { SeasonRuler } from './SeasonRuler.tsx';
import './net.css';

export function Responsibility() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const today = fullDate(useCityNow());
  const at = address.get('at') ?? undefined;
  const net = useQuery({ queryKey: ['net', at, callState().ledger], queryFn: () => netApi.net(at), placeholderData: (before: Net | undefined) => before });
  const set = (k: string, v: string | null) => { const a = new URLSearchParams(address); if (v) a.set(k, v); else a.delete(k); setAddress(a, { replace: true }); };
  const setDay = (day: string) => set('at', day === today ? null : day);
  const shown: Shown = { county: address.get('county') ?? '', type: address.get('kind') ?? '', state: (address.get('state') ?? '') as Shown['state'] };
  return (
    <div className="col netscreen" data-testid="responsibility">
      <Asked query={net}>{(n) => <Screen net={n} today={today} at={at} shown={shown} set={set} setDay={setDay} stakeText={address.get('stake')} busy={net.isPlaceholderData} />}</Asked>
      {!net.data && !net.error && <span className="dim sm">{t('loading')}</span>}
    </div>
  );
}

function Screen({ net, today, at, shown, set, setDay, stakeText, busy }: {
  net: Net; today: string; at: string | undefined; shown: Shown; set: (k: string, v: string | null) => void; setDay: (day: string) => void; stakeText: string | null; busy: boolean;
}) {
  const { t } = useTranslation();
  const m = useModel();
  const rights = useNetRights();
  const [pick, setPick] = useState<Pick | null>(null);
  const [leaving, setLeaving] = useState<{ person: string | null; name?: string } | null>(null);
  const rows = ofPlace(net.rows, shown);
  const count = countOf(rows);
  const items = itemsOf(rows, shown.state);
  const share = coverage(count);
  const kinds = [...new Set(net.rows.map((r) => r.type))];
  return (
    <>
      <div className="hdr nethead"><div><h1>{t('resp.title')}</h1><div className="sm mut">{t('resp.sub')}</div></div>
        <div className="sts" data-testid="net-counts"><Figure n={count.due} word={t('resp.due')} /><Figure n={count.held} word={t('resp.held')} sub={share === null ? '' : `${share}%`} />
          {kHoles.map((s) => <button type="button" key={s} className={`stt plain ${count[s as 'gap'] ? 'o' : ''}${shown.state === s ? ' on' : ''}`} aria-pressed={shown.state === s} onClick={() => set('state', shown.state === s ? null : s)} data-testid={`count-${s}`}><b className="n">{num(count[s as 'gap'])}</b><span>{kMarks[s]} {t(`net.s_${s}`)}</span></button>)}</div>
        <SeasonRuler day={net.day} today={today} onDay={setDay} />
        <div className="netday"><label className="row sm mut nw">{t('resp.day')}<DateInput id="resp-day" value={net.day} onChange={(v) => { if (v) setDay(String(v)); }} /></label>
          <div className="row"><button type="button" className="btn" disabled={!at} onClick={() => set('at', null)}>{t('resp.today')}</button>
            {rights.update && <button type="button" className="btn" disabled={!rights.real} title={rights.real ? '' : t('shell.real_only')} onClick={() => setLeaving({ person: null })} data-testid="to-replace">{t('net.replace')}</button>}</div></div></div>
      <div className="page cols netpage">
        <Sheet title={t('net.by_work')} sub={`${t('resp.shown', { n: num(items.filter((i) => i.kind === 'row').length) })}${at ? ` ${t('net.of_day', { d: net.day })}` : ''}`} actions={<>
          <select className="field" aria-label={t('net.county')} value={shown.county} onChange={(e) => set('county', e.target.value)} data-testid="net-county"><option value="">{t('net.all_counties')}</option>{net.by_county.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}</select>
          <select className="field" aria-label={t('resp.class')} value={shown.type} onChange={(e) => set('kind', e.target.value)} data-testid="net-kind"><option value="">{t('net.all_kinds')}</option>{kinds.map((k) => <option key={k} value={k}>{m.typeTitle(k)}</option>)}</select>
          <button type="button" className={`btn${shown.state === 'hole' ? ' sel' : ''}`} aria-pressed={shown.state === 'hole'} onClick={() => set('state', shown.state === 'hole' ? null : 'hole')} data-testid="only-holes">{t('net.only_holes', { n: num(count.holes) })}</button>
          <SheetMenu net={net} county={shown.county} at={at} /></>}>
          {items.length === 0 ? <Nothing>{shown.state ? t('net.no_holes') : t('net.no_work')}</Nothing> : <div className={`netwrap${busy ? ' busy' : ''}`}><Matrix net={net} items={items} pick={pick} onPick={setPick} /></div>}
          <p className="foot netfoot">{t('net.note')}</p>
        </Sheet>
        {pick ? <CellPanel pick={pick} at={at} today={today} onClose={() => setPick(null)} onReplace={(person, name) => setLeaving({ person, name })} />
          : <Overview net={net} at={at} county={shown.county} onCounty={(id) => set('county', id)} stakeText={stakeText} />}
      </div>
      {leaving && <ReplaceDialog first={leaving.person} name={leaving.name} today={today} onClose={() => setLeaving(null)} />}
    </>
  );
}

const Figure = ({ n, word, sub }: { n: number; word: string; sub?: string }) => <div className="stt"><b className="n">{num(n)}</b><span>{word}{sub ? ` ${sub}` : ''}</span></div>;

/** 公示表 of a class in the county chosen, as a workbook or a page to print. */
function SheetMenu({ net, county, at }: { net: Net; county: string; at: string | undefined }) {
  const { t } = useTranslation();
  const [key, setKey] = useState('');
  const classes = net.by_class.filter((c) => net.rows.some((r) => r.class === c.key && (!county || r.county === county)));
  const chosen = classes.some((c) => c.key === key) ? key : classes[0]?.key ?? '';
  const query = { class: chosen, jurisdiction: county, at, lang: lang() };
  return (
    <span className="row netsheet">
      <select className="field" aria-label={t('net.sheet')} value={chosen} onChange={(e) => setKey(e.target.value)} data-testid="sheet-class">{classes.map((c) => <option key={c.key} value={c.key}>{tx(c.title)}</option>)}</select>
      <a className="btn" href={urlOf('/api/v1/net/sheet', query)} download data-testid="sheet-xlsx">{t('net.sheet_xlsx')}</a>
      <a className="btn" href={`/print/net/${encodeURIComponent(chosen)}?${new URLSearchParams({ ...(county ? { county } : {}), ...(at ? { at } : {}) }).toString()}`} target="_blank" rel="noreferrer" data-testid="sheet-print">{t('net.sheet_print')}</a></span>
  );
}
