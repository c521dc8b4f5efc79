package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

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
	return log.includes(tree) // and with it the entry, since the path leads to the root of a beginning of the log
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
	index, _ = strconv.ParseInt(number, 10, 64) // below 0 is none of a tree's
	if strconv.FormatInt(index, 10) != number {
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
