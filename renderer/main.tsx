// The window's entry: keys are guarded and the till is asked for before anything is drawn.
import '@fontsource-variable/golos-text/wght.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Input.css';
import './app/base.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { guardKeys } from './keyboard/gate.ts';
import { startTill } from './till/till.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Modal's scroll lock makes a style of its own and asks get-nonce; Mantine itself asks its provider.
setNonce(nonce);
guardKeys(window);

// The first screen is laid out once, in its own letters.
void document.fonts.load("16px 'Golos Text Variable'", 'Касса 1');

const root = document.getElementById('root');
const started = startTill();
if (root !== null) createRoot(root).render(<App nonce={nonce} started={started} />);
