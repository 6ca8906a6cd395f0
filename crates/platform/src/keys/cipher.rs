//! AES-256-GCM-SIV over one value.

use super::KeyError;
use aes_gcm_siv::{AeadInOut, Aes256GcmSiv, Key, KeyInit, Nonce, Tag};
use kernel::Entropy;
use zeroize::Zeroizing;

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// `head`, a fresh nonce, then `plaintext` encrypted and its tag. The head is authenticated with `aad`.
pub(crate) fn seal_with(
    key: &[u8; KEY_BYTES],
    entropy: &dyn Entropy,
    head: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let mut nonce = [0u8; NONCE_BYTES];
    entropy.fill(&mut nonce);
    let body = head.len() + NONCE_BYTES;
    // The exact size: growing would leave plaintext behind in memory.
    let mut sealed = Vec::with_capacity(body + plaintext.len() + TAG_BYTES);
    sealed.extend_from_slice(head);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let tag = Aes256GcmSiv::new(&Key::<Aes256GcmSiv>::from(*key))
        .encrypt_inout_detached(
            &Nonce::from(nonce),
            &bound(head, aad),
            sealed.split_at_mut(body).1.into(),
        )
        .map_err(|_| KeyError::Malformed)?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// What [`seal_with`] made with a head of `head_bytes`, opened again.
pub(crate) fn open_with(
    key: &[u8; KEY_BYTES],
    head_bytes: usize,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let parts = || {
        let (head, rest) = sealed.split_at_checked(head_bytes)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
        let (body, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
        Some((head, nonce, body, tag))
    };
    let (head, nonce, body, tag) = parts().ok_or(KeyError::Malformed)?;
    let mut plaintext = Zeroizing::new(body.to_vec());
    Aes256GcmSiv::new(&Key::<Aes256GcmSiv>::from(*key))
        .decrypt_inout_detached(
            &Nonce::from(*nonce),
            &bound(head, aad),
            plaintext.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_| KeyError::Refused)?;
    Ok(plaintext)
}

fn bound(head: &[u8], aad: &[u8]) -> Vec<u8> {
    [head, aad].concat()
}
