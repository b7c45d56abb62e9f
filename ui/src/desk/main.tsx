import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../theme/muster.css';
import { startTexts } from '../text/index.ts';

void startTexts().then(() => createRoot(document.getElementById('root')!).render(<main />));
