import type { ComponentChildren } from 'preact';
import { type Action, RefusalText } from '../lobbies/player/action.tsx';

type Props = {
  action: Action;
  label: string;
  /** Gets the texts of the fields that are not empty, by name. */
  ask: (fields: Record<string, string>) => Promise<unknown>;
  children: ComponentChildren;
};

/** Fields with a button. They are emptied once what they ask for is done. */
export function Form({ action, label, ask, children }: Props) {
  const submit = async (form: HTMLFormElement) => {
    const entries = [...new FormData(form)].filter(([, value]) => value !== '');
    if (await action.try(() => ask(Object.fromEntries(entries) as Record<string, string>))) form.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      <button type="submit" class="main" aria-busy={action.isBusy.value || undefined}>
        {label}
      </button>
      <RefusalText of={action} />
    </form>
  );
}

type FieldProps = {
  label: string;
  name: string;
  type?: 'text' | 'datetime-local';
  isNeeded?: boolean;
  lengthMax?: number;
};

export function Field({ label, name, isNeeded = false, lengthMax }: FieldProps) {
  return (
    <label>
      {label}
      <input name={name} required={isNeeded} maxLength={lengthMax} autocomplete="off" spellcheck={false} />
    </label>
  );
}

/** Why, for other admins. */
export function NoteField() {
  return <Field label="Note for other admins (optional)" name="note" lengthMax={200} />;
}
