import '../tokens.css';
import '../base.css';
import './embed.css';
import { render } from 'preact';
import { EmbeddedWorld } from './EmbeddedWorld.tsx';

// The page that embeds it may be dark or light, whatever the system is.
const theme = new URLSearchParams(location.search).get('theme');
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;

const world = /\/embed\/world\/(\d+)$/.exec(location.pathname)?.[1] ?? '';
render(<EmbeddedWorld world={Number(world)} />, document.getElementById('page')!);
