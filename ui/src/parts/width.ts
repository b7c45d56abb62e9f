import { useEffect, useState, type RefObject } from 'react';

/** Width of an element in CSS pixels, followed as it changes; `start` before the first measure. */
export function useWidth(ref: RefObject<HTMLElement | null>, start: number): number {
  const [width, setWidth] = useState(start);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver((entries) => {
      const measured = entries[0]?.contentRect.width;
      if (measured) setWidth(Math.round(measured));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** Width and height of an element, followed as they change. */
export function useSize(ref: RefObject<HTMLElement | null>, start: { width: number; height: number }): { width: number; height: number } {
  const [size, setSize] = useState(start);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver((entries) => {
      const box = entries[0]?.contentRect;
      if (box && box.width > 0 && box.height > 0) setSize({ width: Math.round(box.width), height: Math.round(box.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

/** Rough width of a text in pixels: Chinese a full em, the rest a little over half. Good enough to keep labels apart. */
export function textWidth(text: string, fontPx: number): number {
  let ems = 0;
  for (const c of text) ems += c.codePointAt(0)! > 0x2e80 ? 1 : 0.56;
  return ems * fontPx;
}
