/** Stands in the place of the page that was asked for, at its address, until somebody has signed in. */
import type { Me } from '@thongsuot/contract/api.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from './i18n/language.ts';
import { signInWords } from './i18n/sign-in-words.ts';
import { Name } from './parts/name.tsx';
import type { Session } from './session.ts';
import { beginAnew, type SignInFailure, signIn, signOut } from './sign-in.ts';
import type { StreamState } from './stream.ts';

/** `expired`: he was signed in until a moment ago. */
export function SignInPage({ session, expired }: { session: Session; expired: boolean }) {
  const { language } = useWords();
  const words = signInWords[language];
  const [failure, setFailure] = useState<SignInFailure | undefined>();
  const [sending, setSending] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Nothing is asked for meanwhile: each question would be refused.
    session.stop();
    name.current?.focus();
  }, [session]);
  useEffect(() => {
    document.title = `${words.title} · Thông Suốt`;
  }, [words]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    const failed = await signIn(name.current?.value ?? '', password.current?.value ?? '');
    if (failed === undefined) return beginAnew();
    setFailure(failed);
    setSending(false);
    if (failed === 'wrong') password.current?.select();
  };

  return (
    <form class="sign-in panel" data-testid="sign-in" onSubmit={submit} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title" tabIndex={-1}>
        {words.title}
      </h1>
      <p class="sub">{expired ? words.expired : words.hint}</p>
      <label>
        {words.name}
        <input ref={name} name="username" autocomplete="username" required maxLength={200} spellcheck={false} />
      </label>
      <label>
        {words.password}
        <input
          ref={password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxLength={400}
        />
      </label>
      <p class="sign-in-failure" role="alert" data-failure={failure}>
        {failure !== undefined && words[failure]}
      </p>
      <button type="submit" disabled={sending}>
        {sending ? words.sending : words.submit}
      </button>
    </form>
  );
}

/** Who has signed in, and the way out; nothing where nobody has. */
export function SignedIn({ me }: { me: Me }) {
  const { language } = useWords();
  const words = signInWords[language];
  if (me.session === undefined) return null;
  const out = async () => {
    // While the collector has not ended it, nobody may believe that he is out.
    if (await signOut()) beginAnew();
  };
  return (
    <span class="signed-in">
      <span class="visually-hidden">{words.user}</span> <Name text={me.session.name} />
      <button type="button" data-testid="sign-out" onClick={out}>
        {words.signOut}
      </button>
    </span>
  );
}

/**
 * Notices the end of a session: at its time, and when the stream stops, for which an ended session may be the reason.
 * The lists are then read, and their refusal brings the sign-in page.
 */
export function useSessionEnd(session: Session, me: Me | null, stream: StreamState): void {
  const endsAt = me?.session?.endsAt;
  useEffect(() => {
    if (endsAt === undefined) return;
    const timer = setTimeout(() => session.reload(), Math.max(0, endsAt - session.now()) + 1_000);
    return () => clearTimeout(timer);
  }, [session, endsAt]);
  useEffect(() => {
    if (stream === 'stale') session.reload();
  }, [session, stream]);
}
