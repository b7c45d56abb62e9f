// 撤销: what was just done by a slip is taken back within ten seconds. The server decides whether it still may; both steps stay on record.
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useMove, usePatch } from '../../api/hooks.ts';
import type { Fields, Rec } from '../../api/types.ts';

/** Steps with a counter-move in their workflow (model/rules/undo.yaml). */
export const kBack: Record<string, Record<string, string>> = { alarm: { acknowledge: 'unacknowledge' }, task: { accept: 'unaccept' } };
/** A counter-move is offered by the word right after the step, never as a step of its own. */
export const isBack = (type: string, move: string): boolean => Object.values(kBack[type] ?? {}).includes(move);

const kSeconds = 10;

/** The fields of an edit as they stood before it: what was empty becomes empty again. */
export function earlier(before: Fields, edited: Fields): Fields {
  return Object.fromEntries(Object.keys(edited).map((k) => [k, before[k] ?? null]));
}

export function useUndo() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const move = useMove();
  const patch = usePatch();
  const offer = useCallback((said: string, back?: () => Promise<unknown>) => {
    if (!back) { void message.success(said); return; }
    const key = `undo-${Date.now()}`;
    const press = () => {
      message.destroy(key);
      back().then(() => void message.success(t('undo.done', { title: said })), (e: Error) => void message.error(e.message));
    };
    void message.open({ key, type: 'success', duration: kSeconds, content: <span>{said} <button type="button" className="btn mini" onClick={press} data-testid="undo-step">{t('undo.do')}</button></span> });
  }, [message, t]);
  return {
    /** After a move: says that it is done, and offers the way back where the workflow has one. */
    moved: (record: Rec, name: string, said: string) => {
      const back = kBack[record.type]?.[name];
      offer(said, back ? () => move.mutateAsync({ type: record.type, id: record.id, move: back, body: {} }) : undefined);
    },
    /** After an edit: the same fields as before it, as a change of its own; refused when somebody has changed the record since. */
    edited: (before: Rec, edited: Fields, after: Rec, said: string) => offer(said, Object.keys(edited).length === 0 ? undefined
      : () => patch.mutateAsync({ type: after.type, id: after.id, version: after.version, body: { fields: earlier(before.fields, edited) } })),
  };
}
