// The list of layers, each with its sign: the legend is the list.
import { useTranslation } from 'react-i18next';
import type { TypeInfo } from '../../../api/types.ts';
import { Symbol, symbolOf, type SymbolName } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { groupTypes } from '../../generic/groups.ts';
import type { Collection } from './past.ts';

export function symbolName(type: TypeInfo): SymbolName { return symbolOf(type.name, type.icon); }

export interface LayerState { data: Collection | undefined; failed: boolean }

export function Layers({ types, on, stateOf, toggle }: { types: TypeInfo[]; on: string[]; stateOf: (name: string) => LayerState; toggle: (name: string) => void }) {
  const { t } = useTranslation();
  const groups = groupTypes(types, useModel().dictionary('menu_group'));
  const count = (name: string) => {
    if (!on.includes(name)) return '';
    const s = stateOf(name);
    return s.failed ? t('map.failed') : s.data?.heavy ? s.data.heavy : s.data ? `${s.data.features.length}${s.data.truncated ? ` ${t('map.truncated')}` : ''}` : '…';
  };
  return (
    <>
      <b>{t('map.layers')}</b>
      {groups.map((g) => (
        <div key={g.name} className="layergroup"><div className="xs dim">{tx(g.title)}</div>
          {g.types.map((x) => (
            <label key={x.name} className="layer"><input type="checkbox" checked={on.includes(x.name)} onChange={() => toggle(x.name)} /><Sign type={x} /><span className="ell">{tx(x.title)}</span><span className="grow" /><span className="dim xs nw">{count(x.name)}</span></label>))}
        </div>))}
      <div className="layergroup"><div className="xs dim">{t('map.base')}</div>
        <div className="layer"><svg width="22" height="12" aria-hidden="true"><path d="M1 6h20" stroke="var(--line-2)" strokeWidth="1.5" strokeDasharray="3 3" /></svg>{t('map.counties')}</div>
        <div className="layer"><svg width="22" height="12" aria-hidden="true"><path d="M1 9C8 0 12 12 21 4" fill="none" stroke="var(--water-2)" strokeWidth="3" /></svg>{t('map.rivers')}</div>
        <div className="layer"><svg width="22" height="12" aria-hidden="true"><path d="M3 3l8-2 8 4-3 6H5Z" fill="var(--water-2)" /></svg>{t('map.lakes')}</div>
      </div>
    </>
  );
}

function Sign({ type }: { type: TypeInfo }) {
  if (type.place === 'point') return <Symbol name={symbolName(type)} size={16} />;
  return <svg width="16" height="16" aria-hidden="true">{type.place === 'line' ? <path d="M1 12 6 5l4 5 5-7" fill="none" stroke="var(--ink)" strokeWidth="2" /> : <path d="M2 4l6-2 6 4-1 8-9 1Z" fill="var(--land-2)" stroke="var(--ink)" />}</svg>;
}
