// Every register the caller may read, by group.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tx } from '../../text/index.ts';
import { Symbol, symbolOf } from '../../parts/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Sheet } from '../kit/index.tsx';

export function Registers() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const groups = new Map<string, string[]>();
  for (const x of Object.values(m.model.types)) if (may(x.name, 'read')) groups.set(x.group, [...(groups.get(x.group) ?? []), x.name]);
  return (
    <div className="page grid3" data-testid="registers">
      {[...groups].map(([g, names]) => (
        <Sheet key={g} title={t(`group.${g}`, { defaultValue: g })} sub={names.length}>
          <ul className="plainlist">{names.map((n) => (
            <li key={n}><Link to={`/r/${n}`} className="row"><Symbol name={symbolOf(n)} size={20} /><b>{m.typeTitle(n)}</b><span className="xs dim ell">{tx(m.type(n)?.help)}</span></Link></li>))}</ul>
        </Sheet>
      ))}
    </div>
  );
}
