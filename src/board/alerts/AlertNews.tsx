import './Alerts.css';
import { Link } from '../Link.tsx';
import { alertNews, dismiss, wordsOf } from './alerts.ts';

/** The last alerts, until they are dismissed. */
export function AlertNews() {
  return (
    <div class="alert-news" role="status" aria-label="Alerts">
      {alertNews.value.map((alert) => (
        <p key={alert.id}>
          <Link to={{ view: 'drops', party: null, world: alert.world }}>{wordsOf(alert)}</Link>{' '}
          <button type="button" onClick={() => dismiss(alert.id)}>
            Dismiss
          </button>
        </p>
      ))}
    </div>
  );
}
