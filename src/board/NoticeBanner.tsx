import './NoticeBanner.css';
import { notice } from './live/notice.ts';
import { second } from './live/second.ts';

/** The operator's notice, while it holds. */
export function NoticeBanner() {
  const { text = '', until = null } = notice.value ?? {};
  const isOver = until !== null && second.value >= until;
  return (
    <div class="notice given" role="status">
      {isOver ? '' : text}
    </div>
  );
}
