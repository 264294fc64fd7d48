// The page's entry.
import '@fontsource-variable/golos-text/wght.css';
import '@mantine/core/styles.css';
import '../../web/colours.css';
import './base.css';
import './dashboard.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
setNonce(nonce);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App nonce={nonce} />);
