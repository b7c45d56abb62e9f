// What each road condition in force costs the circle: whom the stores would reach besides, were it alone open again.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCircle, type CircleAsk } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { Asked, Nothing, recordPath, Sheet } from '../../kit/index.tsx';
import type { XY } from './reckon.ts';

export function Costs({ ask, known, closures, show }: { ask: CircleAsk; /** Whether people are counted, or places. */ known: boolean; closures: object | null; show: (at: XY) => void }) {
  const { t } = useTranslation();
  const costs = useCircle({ ...ask, closures: true }, true);
  const place = (id: string): XY | null => {
    const f = ((closures as { features?: { properties: { id: string }; geometry: { coordinates: unknown } | null }[] } | null)?.features ?? []).find((x) => x.properties.id === id);
    let c: unknown = f?.geometry?.coordinates;
    while (Array.isArray(c) && Array.isArray(c[0])) c = c[0];
    return Array.isArray(c) && typeof c[0] === 'number' ? (c as XY) : null;
  };
  return (
    <Sheet className="growing" title={t('circle.costs')} sub={t('circle.costs_sub')} testid="costs">
      <Asked query={costs}>{(c) => {
        const rows = [...(c.closures ?? [])].sort((a, b) => b.lost_people - a.lost_people || b.lost_places.length - a.lost_places.length);
        if (rows.length === 0) return <Nothing>{t('circle.no_costs')}</Nothing>;
        return <div className="scroll"><table><tbody>{rows.map((r) => { const at = place(r.id); const cost = [known && r.lost_people > 0 ? t('circle.costs_people', { n: num(r.lost_people) }) : '', r.lost_places.length > 0 ? t('circle.costs_places', { n: r.lost_places.length }) : ''].filter(Boolean).join(t('shell.dot')); return <tr key={r.id} data-testid="cost"><td className="ell"><Link className="ink" to={recordPath('road_closure', r.id)}><b>{r.label}</b></Link></td><td className="r">{cost ? <b className="our">{cost}</b> : <span className="mut">{t('circle.costs_none')}</span>}</td><td className="r">{at && <button type="button" className="btn mini" onClick={() => show(at)}>{t('map.go')}</button>}</td></tr>; })}</tbody></table></div>;
      }}</Asked>
    </Sheet>
  );
}
