// Reads a private key: .p12 (RFC 7292) and PEM, locked by PBES2 (RFC 8018).
const LOCK_BITS = { [OID.aes128]: 128, [OID.aes192]: 192, [OID.aes256]: 256 };
const LOCK_HASH = { [OID.hmacSha1]: 'SHA-1', [OID.hmacSha256]: 'SHA-256' };
const MOST_ROUNDS = 10_000_000;
const OLD_LOCKS = /^1\.2\.840\.113549\.1\.(?:12\.1|5)\.\d+$/;

async function keyFrom(file, passphrase) {
  const { pkcs8, certificates } = await privateKey(file, passphrase);
  const rsa = rsaKeyFrom(pkcs8);
  const own = certificates.map(certificateFrom)
    .find(one => one.kind === OID.rsa && modulusOf(one) === rsa.modulus);
  return { rsa, issuerAndSerial: own?.issuerAndSerial };
}

async function privateKey(file, passphrase) {
  const text = file[0] === SEQUENCE ? '' : letters(file.subarray(0, 100_000));
  const block = label =>
    new RegExp(`-----BEGIN ${label}-----([^-]+)-----END ${label}-----`).exec(text)?.[1];
  const locked = block('ENCRYPTED PRIVATE KEY'), bare = block('PRIVATE KEY');
  if (locked) {
    const info = parsed(unbase64(locked));
    return { pkcs8: await unlocked(child(info, 0), octets(child(info, 1)), passphrase), certificates: [] };
  }
  if (bare) return { pkcs8: unbase64(bare), certificates: [] };
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new Refused('oldLock');
  if (/-----BEGIN CERTIFICATE-----/.test(text)) throw new Refused('onlyCertificate');
  return fromP12(file, passphrase);
}

async function fromP12(file, passphrase) {
  const found = { pkcs8: null, certificates: [] };
  for (const part of safes(file)) {
    const kind = named(child(part, 0)), content = child(child(part, 1), 0);
    if (kind === OID.data) await look(parsed(octets(content)), passphrase, found);
    else if (kind === OID.encryptedData) {
      const [, algorithm, sealed] = child(content, 1).children;
      await look(parsed(await unlocked(algorithm, octets(sealed), passphrase)), passphrase, found);
    } else throw new Refused('otherLock');
  }
  if (!found.pkcs8) throw new Refused('noKey');
  return found;
}

function safes(file) {
  try {
    const whole = parsed(file);
    if (named(child(child(whole, 1), 0)) !== OID.data) throw damaged();
    return parsed(octets(child(child(child(whole, 1), 1, field(0)), 0))).children;
  } catch {
    throw new Refused(isCertificate(file) ? 'onlyCertificate' : 'notKeyFile');
  }
}

function isCertificate(file) {
  try {
    return Boolean(certificateFrom(file).name);
  } catch {
    return false;
  }
}

async function look(bags, passphrase, found) {
  for (const bag of bags.children) {
    const kind = named(child(bag, 0)), value = child(child(bag, 1), 0);
    if (kind === OID.keyBag) found.pkcs8 = value.whole;
    if (kind === OID.lockedKeyBag) {
      found.pkcs8 = await unlocked(child(value, 0), octets(child(value, 1)), passphrase);
    }
    if (kind === OID.certificateBag && named(child(value, 0)) === OID.x509) {
      found.certificates.push(octets(child(child(value, 1), 0)));
    }
  }
}

async function unlocked(algorithm, sealed, passphrase) {
  const kind = named(child(algorithm, 0));
  if (kind !== OID.pbes2) throw new Refused(OLD_LOCKS.test(kind) ? 'oldLock' : 'otherLock');
  const lock = lockFrom(child(algorithm, 1));
  // A keyboard may give é as one letter or as two.
  for (const form of new Set([passphrase.normalize('NFC'), passphrase.normalize('NFD'), passphrase])) {
    try {
      const key = await stretched(form, lock, ['decrypt']);
      const plain = await subtle.decrypt({ name: 'AES-CBC', iv: lock.iv }, key, sealed);
      return parsed(new Uint8Array(plain)).whole;
    } catch { /* not in this form */ }
  }
  throw new Refused('wrongPassphrase');
}

function lockFrom(parameters) {
  const stretching = child(parameters, 0), cipher = child(parameters, 1);
  const bits = LOCK_BITS[named(child(cipher, 0))];
  if (named(child(stretching, 0)) !== OID.pbkdf2 || !bits) throw new Refused('otherLock');
  const [salt, rounds, ...rest] = child(stretching, 1).children;
  const pseudorandom = rest.find(one => one.tag === SEQUENCE);
  const hash = LOCK_HASH[pseudorandom ? named(child(pseudorandom, 0)) : OID.hmacSha1];
  const iterations = Number(numberOf(rounds.content));
  if (!hash || iterations < 1 || iterations > MOST_ROUNDS) throw new Refused('otherLock');
  return { salt: salt.content, iterations, hash, length: bits, iv: child(cipher, 1).content };
}

async function stretched(passphrase, { salt, iterations, hash, length }, uses) {
  const base = await subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveKey']);
  const way = { name: 'PBKDF2', hash, salt, iterations };
  return subtle.deriveKey(way, base, { name: 'AES-CBC', length }, false, uses);
}
