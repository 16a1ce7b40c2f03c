import { render } from 'preact';
import { App } from './App.tsx';
import './style/page.css';

render(<App />, document.getElementById('page')!);
