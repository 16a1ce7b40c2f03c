// Swagger UI has a dark mode, but follows nobody: the theme that was chosen on the board, or else the system's.
const dark = matchMedia('(prefers-color-scheme: dark)');

function chosenTheme() {
  try {
    return localStorage.getItem('muster.theme');
  } catch {
    // This browser blocks storage for the page.
    return null;
  }
}

function showTheme() {
  const theme = chosenTheme();
  document.documentElement.classList.toggle('dark-mode', theme === null ? dark.matches : theme === 'dark');
}

dark.addEventListener('change', showTheme);
showTheme();
SwaggerUIBundle({ url: './openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
