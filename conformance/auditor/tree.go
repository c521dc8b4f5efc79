package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

// checkpoint is what a signed note says about a tree.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

// audited is a log that was recomputed.
type audited struct {
	checkpoint
	hashes  storage
	heads   map[string]head
	tiles   int
	earlier int
}

// storage holds every hash of the tree in the order in which tlog writes them.
type storage []tlog.Hash

// ReadHashes implements tlog.HashReader. Nobody asks beyond the tree: sizes are compared before.
func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = s[index]
	}
	return hashes, nil
}

// audit recomputes the whole log; what it cannot read is wrong with it too.
func audit(src source, verifier note.Verifier, earlier []string, found *findings) *audited {
	text, err := src.read("checkpoint")
	if err != nil {
		found.add("checkpoint: %v", err)
		return nil
	}
	head, err := openCheckpoint(text, verifier)
	if err != nil {
		found.add("checkpoint: %v", err)
		return nil
	}
	log := &audited{checkpoint: head}
	if !log.readEntries(src, found) {
		return nil
	}
	root, err := log.rootOf(log.size)
	if err != nil || root != log.root {
		found.add("checkpoint: the %d entries do not lead to the signed root (%v)", log.size, root)
	}
	log.compareTiles(src, found)
	kept, err := src.kept()
	if err != nil {
		found.add("checkpoints: %v", err)
	}
	for _, file := range append(kept, earlier...) {
		if err := log.extends(file, verifier); err != nil {
			found.add("checkpoint %s: %v", file, err)
		}
		log.earlier++
	}
	return log
}

// openCheckpoint checks the signature first and reads afterwards.
func openCheckpoint(text []byte, verifier note.Verifier) (checkpoint, error) {
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return checkpoint{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" {
		return checkpoint{}, errors.New("a checkpoint has three lines or more")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, errors.New("the size is not a decimal number")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return checkpoint{}, errors.New("the root is not a hash")
	}
	if lines[0] != verifier.Name() {
		return checkpoint{}, errors.New("the checkpoint is of another log than the key's")
	}
	read := checkpoint{origin: lines[0], size: size}
	copy(read.root[:], root)
	return read, nil
}

// readEntries reads every bundle, checks each entry, and builds the tree over them. False if a bundle is not whole:
// without it no position after it means anything.
func (log *audited) readEntries(src source, found *findings) bool {
	log.heads = map[string]head{}
	seen := map[string]int64{}
	for start := int64(0); start < log.size; start += tileWidth {
		width := log.size - start
		if width > tileWidth {
			width = tileWidth
		}
		path := tilePath("entries", start/tileWidth, int(width))
		data, err := src.read(path)
		if err != nil {
			found.add("position %d: %v", start, err)
			return false
		}
		entries, err := splitBundle(data, int(width))
		if err != nil {
			found.add("position %d: %s: %v", start, path, err)
			return false
		}
		for offset, entry := range entries {
			position := start + int64(offset)
			hash := tlog.RecordHash(entry)
			stored, err := tlog.StoredHashes(position, entry, log.hashes)
			if err != nil {
				found.add("position %d: %v", position, err)
				return false
			}
			log.hashes = append(log.hashes, stored...)
			if err := log.checkEntry(position, entry, hash, seen); err != nil {
				found.add("position %d: %v", position, err)
			}
		}
	}
	return true
}

// rootOf is the root over the first entries; tlog has none for an empty tree, RFC 6962 has SHA-256 of nothing.
func (log *audited) rootOf(size int64) (tlog.Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, log.hashes)
}

// splitBundle reads entries, each after its length in two bytes.
func splitBundle(data []byte, width int) ([][]byte, error) {
	entries := make([][]byte, 0, width)
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("the bundle ends within an entry")
		}
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("the bundle holds %d entries instead of %d", len(entries), width)
	}
	return entries, nil
}

// compareTiles holds every tile of the tree against the one that the entries lead to.
func (log *audited) compareTiles(src source, found *findings) {
	for _, tile := range tlog.NewTiles(tileHeight, 0, log.size) {
		if width := log.size>>(tileHeight*tile.L) - tile.N*tileWidth; tile.W < tileWidth && int64(tile.W) < width {
			continue // of a smaller tree than this one
		}
		path := tilePath(strconv.Itoa(tile.L), tile.N, tile.W)
		data, err := src.read(path)
		if err != nil {
			found.add("%s: %v", path, err)
			continue
		}
		expected, err := tlog.ReadTileData(tile, log.hashes)
		if err != nil || !bytes.Equal(data, expected) {
			found.add("%s: the tile does not hold the hashes of the entries", path)
		}
		log.tiles++
	}
}

// tilePath is <L>/<N>[.p/<W>] of tlog-tiles: index 1234067 is written x001/x234/067.
func tilePath(level string, index int64, width int) string {
	name := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		name = fmt.Sprintf("x%03d/%s", index%1000, name)
	}
	if width < tileWidth {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + name
}

// extends checks that an earlier signed checkpoint is a beginning of this log.
func (log *audited) extends(file string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(text, verifier)
	if err != nil {
		return err
	}
	return log.includes(old)
}

func (log *audited) includes(old checkpoint) error {
	if old.size > log.size {
		return fmt.Errorf("the log was signed with %d entries and has %d now", old.size, log.size)
	}
	root, err := log.rootOf(old.size)
	if err != nil {
		return err
	}
	if root != old.root {
		return fmt.Errorf("the first %d entries are not those that were signed", old.size)
	}
	if old.size == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(log.size, old.size, log.hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, log.size, log.root, old.size, old.root)
}

// checkProof checks a tlog-proof file by itself, and against the log if there is one.
func checkProof(file, leaf, entry string, verifier note.Verifier, log *audited) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	index, path, extra, signed, err := splitProof(string(text))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint([]byte(signed), verifier)
	if err != nil {
		return err
	}
	hash, err := provenLeaf(leaf, entry, extra)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(path, tree.size, tree.root, index, hash); err != nil {
		return err
	}
	if log == nil {
		return nil
	}
	if err := log.includes(tree); err != nil {
		return err
	}
	if log.hashes[tlog.StoredHashIndex(0, index)] != hash {
		return fmt.Errorf("position %d of the log holds another entry", index)
	}
	return nil
}

// provenLeaf is the hash a proof is about: the receipt's, the entry's, or the one that the file itself names.
func provenLeaf(leaf, entry string, extra []byte) (hash tlog.Hash, err error) {
	switch {
	case entry != "":
		data, err := os.ReadFile(entry)
		return tlog.RecordHash(data), err
	case leaf != "":
		extra, err = hex.DecodeString(leaf)
	}
	if err == nil && len(extra) != tlog.HashSize {
		err = errors.New("no leaf hash to check: give -leaf or -entry")
	}
	copy(hash[:], extra)
	return hash, err
}

func splitProof(text string) (index int64, path tlog.RecordProof, extra []byte, signed string, err error) {
	malformed := errors.New("not a tlog-proof file")
	separator := strings.Index(text, "\n\n")
	if separator < 0 {
		return 0, nil, nil, "", malformed
	}
	lines, signed := strings.Split(text[:separator], "\n"), text[separator+2:]
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, nil, "", malformed
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		extra, err = base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):])
		if err != nil {
			return 0, nil, nil, "", malformed
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, nil, "", malformed
	}
	number := lines[0][len("index "):]
	index, err = strconv.ParseInt(number, 10, 64)
	if err != nil || index < 0 || strconv.FormatInt(index, 10) != number {
		return 0, nil, nil, "", malformed
	}
	for _, line := range lines[1:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(raw) != tlog.HashSize {
			return 0, nil, nil, "", malformed
		}
		var hash tlog.Hash
		copy(hash[:], raw)
		path = append(path, hash)
	}
	return index, path, extra, signed, nil
}
