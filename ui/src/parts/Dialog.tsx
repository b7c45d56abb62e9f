import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { useLang, type Lang } from './lang.tsx';
import { Icon } from './Symbol.tsx';

const kWords = {
  close: { zh: '关闭', en: 'Close' }, back: { zh: '返回', en: 'Back' }, once: { zh: '不可撤，发出前再看一遍', en: 'Cannot be undone; read once more' },
  name: { zh: '名义', en: 'In the name of' }, to: { zh: '受文 {n}', en: 'To, {n}' }, text: { zh: '正文', en: 'Text' }, post: { zh: '以', en: 'Acting as' },
  retry: { zh: '再试', en: 'Try again' }, id: { zh: '编号', en: 'Reference' }, kept: { zh: '已留存', en: 'Kept' },
  offline: { zh: '没有连上服务器', en: 'The server did not answer' }, failed: { zh: '没有办成', en: 'Not done' },
} as const;

export interface DialogProps {
  open: boolean;
  title: string;
  sub?: string;
  onClose: () => void;
  /** Buttons at the foot, the verb last. */
  actions?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** A sheet over the page. The browser's own dialog element keeps the focus inside and gives it back on close; Esc goes back. */
export function Dialog({ open, title, sub, onClose, actions, width = 560, children }: DialogProps) {
  const lang = useLang();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  if (!open) return null;
  return (
    <dialog ref={ref} className="dlg" style={{ width }} aria-labelledby={id} onCancel={(e) => { e.preventDefault(); onClose(); }}>
      <header className="sh">
        <h2 id={id}>{title}</h2>{sub && <span className="sub">{sub}</span>}<span className="grow" />
        <button className="btn g" onClick={onClose} aria-label={kWords.close[lang]}><Icon name="close" size={14} /></button>
      </header>
      <div className="dlg-body">{children}</div>
      {actions && <footer className="dlg-foot">{actions}</footer>}
    </dialog>
  );
}

export interface OnceDialogProps {
  open: boolean;
  title: string;
  /** The verb of the button: 签发. */
  verb: string;
  inNameOf: string;
  actingAs: string;
  receivers: string[];
  text: ReactNode;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** What cannot be undone: the name, the receivers with their number, the exact text and the post, on one page before it fires. */
export function OnceDialog({ open, title, verb, inNameOf, actingAs, receivers, text, busy, onConfirm, onClose }: OnceDialogProps) {
  const lang = useLang();
  return (
    <Dialog open={open} title={title} sub={kWords.once[lang]} onClose={onClose} width={640} actions={
      <><button className="btn" onClick={onClose}>{kWords.back[lang]}</button><span className="grow" />
        <button className="btn once" disabled={busy} onClick={onConfirm}>{verb}</button></>}>
      <dl className="once-facts">
        <dt>{kWords.name[lang]}</dt><dd><b>{inNameOf}</b></dd>
        <dt>{kWords.post[lang]}</dt><dd>{actingAs}</dd>
        <dt>{kWords.to[lang].replace('{n}', String(receivers.length))}</dt><dd>{receivers.join(lang === 'zh' ? '、' : ', ')}</dd>
        <dt>{kWords.text[lang]}</dt><dd className="once-text">{text}</dd>
      </dl>
    </Dialog>
  );
}

/** Nothing here: says what would be here and what makes it appear. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return <div className="state"><b>{title}</b>{children && <p>{children}</p>}{action}</div>;
}

export interface ErrorStateProps {
  /** What failed, in the reader's words. */
  title?: string;
  error?: unknown;
  /** What was kept. */
  kept?: string;
  /** What to do. */
  remedy?: string;
  onRetry?: () => void;
}

/** What failed, what was kept, what to do, and an id to quote. */
export function ErrorState({ title, error, kept, remedy, onRetry }: ErrorStateProps) {
  const lang = useLang();
  const id = error instanceof Problem ? error.requestId : undefined;
  return (
    <div className="state err" role="alert">
      <b>{title ?? problemTitle(error, lang)}</b>
      {error instanceof Problem && error.status !== 0 && <p>{error.message}</p>}
      {kept && <p><span className="mut">{kWords.kept[lang]}</span> {kept}</p>}
      {remedy && <p>{remedy}</p>}
      <div className="row">
        {onRetry && <button className="btn" onClick={onRetry}>{kWords.retry[lang]}</button>}
        {id && <span className="dim sm">{kWords.id[lang]} <code>{id}</code></span>}
      </div>
    </div>
  );
}

function problemTitle(error: unknown, lang: Lang): string {
  if (error instanceof Problem && error.status === 0) return kWords.offline[lang];
  return kWords.failed[lang];
}
