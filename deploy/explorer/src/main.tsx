import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './explorer.css';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.tsx';
import { createSession } from './session.ts';
import { loadSettings } from './settings.ts';

const root = document.querySelector('#root');
if (!root) throw new Error('index.html has lost its #root.');

try {
  const settings = await loadSettings();
  const session = createSession(settings);
  const notice: { text: string | null } = { text: null };
  const signedIn = await session.current().catch((error: unknown) => {
    notice.text = error instanceof Error ? error.message : String(error);
    return null;
  });
  createRoot(root).render(
    <>
      {notice.text ? (
        <p className="notice" role="alert">
          Sign-in did not finish: {notice.text}
        </p>
      ) : null}
      <Explorer settings={settings} session={session} signedIn={signedIn} />
    </>,
  );
} catch (error) {
  const message = document.createElement('p');
  message.className = 'notice';
  message.setAttribute('role', 'alert');
  message.textContent = error instanceof Error ? error.message : String(error);
  root.replaceChildren(message);
}
