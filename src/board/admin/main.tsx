import '../tokens.css';
import '../base.css';
import './admin.css';
import { render } from 'preact';
import { AdminPage } from './AdminPage.tsx';

render(<AdminPage />, document.getElementById('page')!);
