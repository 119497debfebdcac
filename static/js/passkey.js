// Security keys (WebAuthn): asks the browser for a key's answer and sends it with the form that carries the options.
const form = document.querySelector("form[data-passkey]");
const told = form?.querySelector("[data-passkey-told]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

function asked(options) {
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) return { ...found, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: keys(options.excludeCredentials) };
  return { ...found, allowCredentials: keys(options.allowCredentials) };
}

function answer(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: {} };
}

async function ask() {
  const publicKey = asked(JSON.parse(form.dataset.passkey).publicKey);
  const call = publicKey.user ? "create" : "get";
  const credential = await navigator.credentials[call]({ publicKey });
  form.elements.answer.value = JSON.stringify(answer(credential));
  form.submit();
}

async function begin(event) {
  event.preventDefault();
  told.textContent = "Chạm vào khóa hoặc làm theo hướng dẫn của trình duyệt…";
  try {
    await ask();
  } catch {
    told.textContent = "Khóa không trả lời, hoặc trình duyệt này không dùng được khóa bảo mật.";
  }
}

if (form?.matches("[data-passkey-submit]")) form.addEventListener("submit", begin);
form?.querySelector("[data-passkey-ask]")?.addEventListener("click", begin);
