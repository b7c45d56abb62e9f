// /print/net/:key: the publication sheet (公示表) as it comes out of the printer.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { callState } from '../../../api/client.ts';
import { lang } from '../../../text/index.ts';
import { Asked } from '../../kit/index.tsx';
import { Mark } from '../../print/sheets.tsx';
import { netApi } from './net.ts';
import '../../print/print.css';
import './net.css';

export function PublicSheet() {
  const { t } = useTranslation();
  const { key = '' } = useParams();
  const [address] = useSearchParams();
  const [county, at] = [address.get('county') ?? '', address.get('at') ?? undefined];
  const sheet = useQuery({ queryKey: ['netSheet', key, county, at, lang(), callState().ledger], queryFn: () => netApi.sheet(key, county, at, lang()) });
  return (
    <div className="printdesk" data-theme="light">
      <style>{'@page{size:A4 landscape}'}</style>
      <div className="printbar"><button type="button" className="btn p" onClick={() => window.print()} data-testid="print">{t('incident.print')}</button></div>
      <Asked query={sheet}>{(s) => (
        <article className="a4 netprint" data-testid="sheet-net"><Mark /><h1>{s.heading[0]}</h1><p className="to">{s.heading[1]}</p>
          <table><thead><tr>{s.titles.map((x, i) => <th key={i}>{x}</th>)}</tr></thead>
            <tbody>{s.rows.map((r, i) => <tr key={i}>{r.map((x, j) => <td key={j}>{typeof x === 'string' ? x : <b>▨ {x.text}</b>}</td>)}</tr>)}</tbody></table></article>)}</Asked>
    </div>
  );
}
