import { createRoot } from 'react-dom/client';
import '../../theme/tokens.css';
import '../../theme/muster.css';
import './gallery.css';
import { setLang, startTexts } from '../../text/index.ts';
import { Gallery } from './Gallery.tsx';

// parts.html?lang=en&density=wall shows the other language and sizes.
const asked = new URLSearchParams(location.search);
document.documentElement.dataset.density = asked.get('density') ?? '';
await startTexts();
await setLang(asked.get('lang') === 'en' ? 'en' : 'zh');
createRoot(document.getElementById('root')!).render(<Gallery />);
