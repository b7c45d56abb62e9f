/** The visual parts that desk, phone and wall share; `parts.css` goes with them. */
export { Clock, ClockBar, type ClockProps } from './Clock.tsx';
export { clockFacts, clockShape, clockState, clockWords, warnInstant, type ClockFacts, type ClockState } from './deadline.ts';
export { Dialog, EmptyState, ErrorState, OnceDialog, type DialogProps, type ErrorStateProps, type OnceDialogProps } from './Dialog.tsx';
export { dikeMarks, type DikeFacts, type DikeMark, type WaterReach } from './dike.ts';
export { buildDike, linesOver, type DikeSource } from './dikeFacts.ts';
export { DikeRuler, type DikeRulerProps } from './DikeRuler.tsx';
export * as fmt from './format.ts';
export { GaugeGlyph, kStageWords, stageWords, type GaugeGlyphProps, type StageKind, type Thresholds } from './GaugeGlyph.tsx';
export { Ladder, type Rung, type RungState } from './Ladder.tsx';
export { fill, LangProvider, say, useLang, type Both, type Lang } from './lang.tsx';
export { FixedNow, useNow } from './now.tsx';
export { DikeSection, SectionPlan, SitePlan, type SiteFacts, type SiteMark } from './SectionPlan.tsx';
export {
  Delivery, freshness, HonestData, LevelBadge, Mark, NamePlate, noticeWords, readLevel, SceneFrame, SceneMark, Stamp, Unknown, Value,
  type DeliveryState, type Freshness, type HonestProps, type LedgerKind, type Level, type NamePlateProps,
} from './small.tsx';
export { Steps, type Step } from './Steps.tsx';
export { Icon, kIcons, kSymbolNames, Symbol, SymbolPaths, symbolOf, type IconName, type SymbolName } from './Symbol.tsx';
export { LongClock, TimeRuler, type RulerItem } from './TimeRuler.tsx';
import './parts.css';
