// What the caller may do to the net; registers are changed in the real ledger only.
import { ToReal } from '../../app/RealOnly.tsx';
import { useSession } from '../../app/session.tsx';

export function useNetRights() {
  const { ledger, may } = useSession();
  return { real: ledger.kind === 'real', create: may('responsibility', 'create'), update: may('responsibility', 'update'), prove: may('contact_proof', 'create') };
}
export const RealNotice = ToReal;
