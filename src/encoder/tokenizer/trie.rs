//! Double arrays as darts-clone lays them out (Aoe 1989; Yata 2011): the character map comes in one, the pieces are
//! written as one. Read where they lie, every look-up within bounds whatever the bytes are.

/// A trie over byte strings, each with a value of 31 bits.
///
/// A unit is `offset << 10 | wide << 9 | leaf << 8 | label`, or `1 << 31 | value`. The child of a node by a byte is at
/// its base xor that byte, and has the byte as its label; its base is its own place xor its offset. The value of
/// a node lies at its base.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trie<'a> {
    units: &'a [[u8; 4]],
}

/// A node that has been reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    base: u32,
    /// The value of the string that leads here, if it is one of the keys.
    pub(super) value: Option<u32>,
}

const VALUE: u32 = 1 << 31;
const LEAF: u32 = 1 << 8;

impl<'a> Trie<'a> {
    /// The trie in `bytes`; `None` unless they are one unit or more.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let (units, rest) = bytes.as_chunks();
        (rest.is_empty() && !units.is_empty()).then_some(Self { units })
    }

    /// Where every key begins.
    pub(super) fn root(&self) -> Node {
        Node { base: self.unit(0).map_or(0, offset), value: None }
    }

    /// The child of a node by a byte. No key has a NUL, which would be the label of an unused unit.
    #[inline]
    pub(super) fn child(&self, node: Node, byte: u8) -> Option<Node> {
        let at = node.base ^ u32::from(byte);
        let unit = self.unit(at)?;
        if unit & (VALUE | 0xFF) != u32::from(byte) || byte == 0 {
            return None;
        }
        let base = at ^ offset(unit);
        let value = if unit & LEAF == 0 { None } else { self.unit(base).map(|u| u & !VALUE) };
        Some(Node { base, value })
    }

    /// The longest key that `text` begins with: its length and value.
    pub(super) fn longest(&self, text: &[u8]) -> Option<(usize, u32)> {
        let (mut node, mut longest) = (self.root(), None);
        for (at, &byte) in text.iter().enumerate() {
            let Some(child) = self.child(node, byte) else { break };
            node = child;
            longest = node.value.map(|value| (at + 1, value)).or(longest);
        }
        longest
    }

    /// The keys of `values`, found from their leaves upwards; `None` if one has none. Every base must belong to one
    /// node, and unused units must be 0.
    pub(super) fn keys(&self, values: &[u32]) -> Option<Vec<Vec<u8>>> {
        let mut parents = vec![0u32; self.units.len()];
        let mut leaves = vec![None; values.len()];
        for at in 0..self.units.len() as u32 {
            let unit = self.unit(at)?;
            if unit & VALUE != 0 {
                let known = values.iter().position(|&value| value == unit & !VALUE);
                if let Some(value) = known {
                    leaves[value] = Some(at);
                }
            } else if unit != 0
                && let Some(parent) = parents.get_mut((at ^ offset(unit)) as usize)
            {
                *parent = at;
            }
        }
        leaves.into_iter().map(|leaf| self.key(leaf?, &parents)).collect()
    }

    /// What leads from the root to the node with a base. `parents` are the nodes by their bases.
    fn key(&self, mut base: u32, parents: &[u32]) -> Option<Vec<u8>> {
        const LONGEST: usize = 1024;
        let mut key = Vec::new();
        while base != self.root().base {
            let at = *parents.get(base as usize)?;
            let label = self.unit(at)? & 0xFF;
            if label == 0 || key.len() == LONGEST {
                return None;
            }
            key.push(label as u8);
            base = at ^ label;
        }
        key.reverse();
        Some(key)
    }

    #[inline]
    fn unit(&self, at: u32) -> Option<u32> {
        self.units.get(at as usize).map(|unit| u32::from_le_bytes(*unit))
    }
}

/// How far the base of a unit is from it; a wide offset counts blocks of 256.
#[inline]
fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & 1 << 9) >> 6)
}
