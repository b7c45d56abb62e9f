// Registers of the real city are the same in every ledger and are changed in the real one only.
import { useTranslation } from 'react-i18next';
import type { TypeInfo } from '../../api/types.ts';
import { useSession } from './session.tsx';

/** Whether rows of this type cannot be changed from the ledger that is open. */
export function useRealOnly(type: TypeInfo): boolean {
  const { ledger } = useSession();
  return Boolean(type.shared) && ledger.kind !== 'real';
}

/** Says so, with the way there. What was typed stays: drafts belong to no ledger. */
export function ToReal() {
  const { t } = useTranslation();
  const { session, setLedger } = useSession();
  const real = session.ledgers.find((l) => l.kind === 'real');
  return (
    <span className="row sm mut" data-testid="real-only">{t('shell.real_only')}
      {real && <button type="button" className="btn" onClick={() => setLedger(real.id)}>{t('shell.to_real')}</button>}</span>
  );
}
