// 审计: the journal, newest first; who did what to which record, and the hash that chains it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, callState } from '../../api/client.ts';
import { fullTime, hourMinuteSecond } from '../../format/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, recordPath, Sheet } from '../kit/index.tsx';
import { RefSelect } from '../generic/FieldInput.tsx';

const kPage = 100;
export function Journal() {
  const { t } = useTranslation();
  const m = useModel();
  const { ledger } = useSession();
  const [after, setAfter] = useState<number | null>(null);
  const [type, setType] = useState('');
  const [actor, setActor] = useState<string | null>(null);
  const head = useQuery({ queryKey: ['journal', 'head', ledger.id], queryFn: () => api.journal({ limit: 1 }) });
  const top = typeof head.data?.head === 'number' ? head.data.head : head.data?.head?.seq ?? 0;
  const from = after ?? Math.max(0, top - kPage);
  const query = useQuery({ queryKey: ['journal', from, type, actor, callState().ledger], queryFn: () => api.journal({ after: type || actor ? after ?? 0 : from, limit: kPage, ...(type ? { type } : {}), ...(actor ? { actor } : {}) }), enabled: head.data !== undefined });
  return (
    <div className="page" data-testid="journal">
      <Sheet title={t('journal.title')} sub={t('journal.sub', { n: top })} actions={<>
        <select className="field" style={{ width: 150 }} value={type} aria-label={t('journal.type')} onChange={(e) => { setType(e.target.value); setAfter(null); }}><option value="">{t('journal.type')}</option>{Object.keys(m.model.types).map((n) => <option key={n} value={n}>{m.typeTitle(n)}</option>)}</select>
        <span style={{ width: 150 }}><RefSelect to="person" value={actor} placeholder={t('journal.actor')} onChange={(v) => { setActor(v as string | null); setAfter(null); }} /></span>
        <button type="button" className="btn" disabled={from === 0} onClick={() => setAfter(Math.max(0, from - kPage))}>{t('journal.older')}</button><button type="button" className="btn" disabled={from + kPage >= top} onClick={() => setAfter(from + kPage)}>{t('journal.newer')}</button><button type="button" className="btn" onClick={() => { setAfter(null); void head.refetch(); }}>{t('journal.newest')}</button></>}>
        <Asked query={query}>{(page) => page.items.length === 0 ? <Nothing>{t('list.none_match')}</Nothing> : (
          <div className="scroll"><table><thead><tr><th className="r">{t('journal.seq')}</th><th>{t('journal.at')}</th><th>{t('journal.who')}</th><th>{t('journal.what')}</th><th>{t('journal.hash')}</th></tr></thead>
            <tbody>{[...page.items].sort((a, b) => b.seq - a.seq).map((e) => (
              <tr key={e.seq} data-testid="journal-row"><td className="r">{e.seq}</td><td title={hourMinuteSecond(e.recorded_at)}>{fullTime(e.at)}</td><td>{e.actor_name || e.actor}</td>
                <td className="wrap">{e.changes.slice(0, 4).map((c, i) => <div key={i}><span className="mut">{c.move ? m.moveTitle(c.type, c.move) : t(`op.${c.op}`, { defaultValue: c.op })}</span> {m.typeTitle(c.type)} <Link to={recordPath(c.type, c.id)}>{c.label || c.id.slice(0, 8)}</Link></div>)}{e.changes.length > 4 && <span className="xs dim">{t('plans.more', { n: e.changes.length })}</span>}</td>
                <td className="dim xs"><code title={e.hash}>{e.hash?.slice(0, 12)}</code></td></tr>))}</tbody></table></div>
        )}</Asked>
      </Sheet>
    </div>
  );
}
