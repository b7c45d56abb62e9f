// /print/:type/:id: one sheet as it comes out of the printer, with a bar above it that does not.
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useOne } from '../../api/hooks.ts';
import { Asked, Nothing } from '../kit/index.tsx';
import { GuardSheet } from './GuardSheet.tsx';
import { BriefSheet, MessageSheet } from './briefSheet.tsx';
import { HandoverSheet, NoticeSheet, ReportSheet, ReviewSheet, type SheetProps } from './sheets.tsx';
import { TransferSheet } from './dispatch.tsx';
import { EvacuationSheets } from './evacuation.tsx';
import { RouteCard } from './route.tsx';
import './print.css';

const kSheets: Record<string, (p: SheetProps) => React.ReactNode> = { level_notice: NoticeSheet, report: ReportSheet, dike_incident: ReviewSheet, handover: HandoverSheet, daily_brief: BriefSheet, message_out: MessageSheet, transfer_order: TransferSheet, evacuation_plan: EvacuationSheets };

/** 布防表: asked by its instant (or `now`), it is no record of its own. */
export function PrintGuard() {
  const { at = 'now' } = useParams();
  return <Desk><GuardSheet at={at === 'now' ? undefined : at} /></Desk>;
}

function Desk({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="printdesk" data-theme="light">
      <div className="printbar"><button type="button" className="btn p" onClick={() => window.print()} data-testid="print">{t('incident.print')}</button><span className="mut sm">{t('print.fonts')}</span></div>
      {children}
    </div>
  );
}

/** 行车路线卡: named by its two ends. */
export function PrintRoute() {
  return <Desk><RouteCard /></Desk>;
}

export function PrintPage() {
  const { t } = useTranslation();
  const { type = '', id = '' } = useParams();
  const one = useOne(type, id);
  const Sheet = kSheets[type];
  if (!Sheet) return <Nothing>{t('error.no_page')}</Nothing>;
  return <Desk><Asked query={one}>{(o) => <Sheet record={o.record} refs={o.refs} />}</Asked></Desk>;
}
