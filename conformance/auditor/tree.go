package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
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
	heads   map[uuid]head
	seen    map[uuid]int64 // the position of each event
	tiles   int
	earlier int
}

// storage holds every hash of the tree in the order in which tlog writes them.
type storage []tlog.Hash

// ReadHashes implements tlog.HashReader, and never fails: nobody asks beyond the tree, sizes are compared before.
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
	if root := log.rootOf(log.size); root != log.root {
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
	if len(lines) < 4 { // and what ends the last line
		return checkpoint{}, errors.New("a checkpoint has three lines or more")
	}
	size, _ := strconv.ParseInt(lines[1], 10, 64)
	if size < 0 || strconv.FormatInt(size, 10) != lines[1] {
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

// bundle is one that was read, or what is wrong with it.
type bundle struct {
	entries []entry
	err     error
}

// readEntries checks each entry and builds the tree over them. False if a bundle is not whole: without it no position
// after it means anything.
func (log *audited) readEntries(src source, found *findings) bool {
	log.heads, log.seen = map[uuid]head{}, map[uuid]int64{}
	position := int64(0)
	for ahead := range log.bundles(src) {
		read := <-ahead
		if read.err != nil {
			found.add("position %d: %v", position, read.err)
			return false
		}
		for _, next := range read.entries {
			stored, _ := tlog.StoredHashesForRecordHash(position, next.leaf, log.hashes)
			log.hashes = append(log.hashes, stored...)
			if err := log.follow(position, next); err != nil {
				found.add("position %d: %v", position, err)
			}
			position++
		}
	}
	return true
}

// bundles hands over the bundles in their order, while as many as there are processors are read.
func (log *audited) bundles(src source) <-chan chan bundle {
	ahead := make(chan chan bundle, runtime.NumCPU())
	go func() {
		defer close(ahead)
		for start := int64(0); start < log.size; start += tileWidth {
			read, index, width := make(chan bundle, 1), start/tileWidth, log.size-start
			if width > tileWidth {
				width = tileWidth
			}
			ahead <- read
			go func() {
				entries, err := readBundle(src, index, int(width), log.origin)
				read <- bundle{entries, err}
			}()
		}
	}()
	return ahead
}

func readBundle(src source, index int64, width int, origin string) ([]entry, error) {
	path := tilePath("entries", index, width)
	data, err := src.read(path)
	if err != nil {
		return nil, err
	}
	raw, err := splitBundle(data, width)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", path, err)
	}
	entries := make([]entry, len(raw))
	for i, each := range raw {
		entries[i] = readEntry(each, origin)
	}
	return entries, nil
}

// rootOf is the root over the first entries; tlog has none for an empty tree, RFC 6962 has SHA-256 of nothing.
func (log *audited) rootOf(size int64) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	root, _ := tlog.TreeHash(size, log.hashes)
	return root
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
		if expected, _ := tlog.ReadTileData(tile, log.hashes); !bytes.Equal(data, expected) {
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
	if log.rootOf(old.size) != old.root {
		return fmt.Errorf("the first %d entries are not those that were signed", old.size)
	}
	return nil
}
