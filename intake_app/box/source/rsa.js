// Opens what was sealed by RSA with PKCS #1 v1.5 padding, which the browser's own cryptography lacks.
// Not constant in time: nobody can ask this page anything, so nobody can measure it.
function power(base, exponent, modulus) {
  const table = [1n];
  for (let i = 1; i < 16; i++) table.push((table[i - 1] * base) % modulus);
  let result = 1n;
  for (const letter of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) result = (result * result) % modulus;
    const digit = parseInt(letter, 16);
    if (digit) result = (result * table[digit]) % modulus;
  }
  return result;
}

/** The numbers of a private key (PKCS #8), once they are seen to fit together. */
function rsaKeyFrom(pkcs8) {
  const info = parsed(pkcs8);
  if (named(child(child(info, 1), 0)) !== OID.rsa) throw new Refused('notRsa');
  const numbers = parsed(child(info, 2, OCTETS).content).children.map(one => numberOf(one.content));
  if (numbers.length < 9) throw new Refused('brokenKey');
  const [, modulus, e, d, p, q, dp, dq, inverse] = numbers;
  const fits = p > 1n && q > 1n && p * q === modulus && (inverse * q) % p === 1n
    && (d * e) % (p - 1n) === 1n && (d * e) % (q - 1n) === 1n
    && d % (p - 1n) === dp && d % (q - 1n) === dq;
  if (!fits) throw new Refused('brokenKey');
  return { modulus, e, p, q, dp, dq, inverse, size: Math.ceil(modulus.toString(16).length / 2) };
}

/** By the Chinese remainder theorem, and checked: a fault in one half would give the key away. */
function opened(sealed, key) {
  const { modulus, e, p, q, dp, dq, inverse, size } = key;
  const number = numberOf(sealed);
  if (sealed.length !== size || number >= modulus) return null;
  const inP = power(number % p, dp, p), inQ = power(number % q, dq, q);
  const difference = (((inP - inQ) % p) + p) % p;
  const plain = inQ + ((inverse * difference) % p) * q;
  if (power(plain, e, modulus) !== number) throw new Refused('brokenKey');
  return unhex(plain.toString(16).padStart(size * 2, '0'));
}

/** The content key of `length` bytes behind the padding; null when there is none. */
function contentKey(sealed, key, length) {
  const plain = opened(sealed, key);
  if (!plain || plain[0] !== 0 || plain[1] !== 2) return null;
  const zero = plain.indexOf(0, 2);
  return zero >= 10 && plain.length - zero - 1 === length ? plain.subarray(zero + 1) : null;
}
