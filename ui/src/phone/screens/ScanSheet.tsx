// Reading the code of an order: by the camera, from a photograph where the browser gives no camera, or typed.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BottomSheet } from '../bits.tsx';
import { readImage, reader } from '../scan.ts';

export function ScanSheet({ onText, onClose }: { onText: (text: string) => void; onClose: () => void }) {
  const { t } = useTranslation('phone');
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<'asking' | 'on' | 'none'>('asking');
  const [nothing, setNothing] = useState(false);
  const [text, setText] = useState('');
  const told = useRef(onText);
  told.current = onText;
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = async () => {
      // Without https there is no camera for a page: a photograph serves.
      if (!navigator.mediaDevices?.getUserMedia) { setCamera('none'); return; }
      try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false }); } catch { setCamera('none'); return; }
      if (over || !video.current) { stop(); return; }
      video.current.srcObject = stream;
      await video.current.play().catch(() => undefined);
      setCamera('on');
      const read = await reader();
      const look = async () => {
        if (over || !video.current) return;
        const found = await read(video.current).catch(() => null);
        if (found && !over) told.current(found);
        else if (!over) timer = setTimeout(() => void look(), 200);
      };
      void look();
    };
    const stop = () => { for (const track of stream?.getTracks() ?? []) track.stop(); };
    void watch();
    return () => { over = true; clearTimeout(timer); stop(); };
  }, []);
  const photo = async (file: File | undefined) => {
    if (!file) return;
    const found = await readImage(file).catch(() => null);
    setNothing(found === null);
    if (found) onText(found);
  };
  return (
    <BottomSheet title={t('orders.scan')} onClose={onClose}>
      {camera !== 'none' && <video ref={video} className="scanbox" muted playsInline aria-label={t('orders.camera')} />}
      {camera === 'none' && <p className="mut">{t('orders.no_camera')}</p>}
      <label className="bb thin">{t('orders.photo')}<input type="file" accept="image/*" capture="environment" className="hiddenfile" onChange={(e) => void photo(e.target.files?.[0])} data-testid="scan-photo" /></label>
      {nothing && <p className="our" role="status">{t('orders.no_code')}</p>}
      <form className="fld" onSubmit={(e) => { e.preventDefault(); if (text.trim()) onText(text); }}><span>{t('orders.type')}</span><input value={text} onChange={(e) => setText(e.target.value)} autoCapitalize="off" autoCorrect="off" data-testid="scan-text" /><button className="bb p" disabled={text.trim().length < 4} style={{ marginTop: 8 }} data-testid="scan-find">{t('orders.find')}</button></form>
    </BottomSheet>
  );
}
