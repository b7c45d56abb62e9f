// The way to a record's sheet of paper, for the types that have one.
import { useTranslation } from 'react-i18next';

const kPrinted = new Set(['level_notice', 'report', 'dike_incident', 'handover', 'daily_brief', 'message_out', 'transfer_order', 'evacuation_plan']);
export function PrintLink({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation();
  return kPrinted.has(type) ? <a className="btn" href={`/print/${type}/${id}`} target="_blank" rel="noreferrer" data-testid="to-print">{t('incident.print')}</a> : null;
}
