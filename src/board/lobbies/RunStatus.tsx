import { Mark } from './Icon.tsx';

export function RunStatus({ status }: { status: string }) {
  switch (status) {
    case 'waiting':
      return (
        <Mark icon="waiting" tone="warm">
          Waiting
        </Mark>
      );
    case 'in_progress':
      return (
        <Mark icon="run" tone="good">
          Running
        </Mark>
      );
    default:
      return <Mark icon="ready">Over</Mark>;
  }
}
