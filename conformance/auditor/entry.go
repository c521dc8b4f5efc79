package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// uuid is one of 16 bytes.
type uuid [16]byte

// head is the newest entry of a stream.
type head struct {
	version int64
	leaf    tlog.Hash
}

// entry is what is left of an entry once it was read: its hash, its place in its stream, and what is wrong with it.
type entry struct {
	leaf       tlog.Hash
	id, stream uuid
	version    int64
	prev       string
	err        error
}

// Forms of texts: x is a hexadecimal digit, 9 a decimal one, n one of 8, 9, a and b; the others stand for themselves.
const (
	anyID   = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	eventID = "xxxxxxxx-xxxx-8xxx-nxxx-xxxxxxxxxxxx"
	instant = "9999-99-99T99:99:99.999999Z"
	words   = "" // any, as long as there are some
)

var digest = strings.Repeat("x", 2*sha256.Size)

// What an entry of format 1 holds: texts and numbers, a list of sealed parts, and for some types content.
var texts = []struct {
	name, form string
	optional   bool
}{
	{"actor", anyID, false}, {"actor_role", words, false}, {"causation", anyID, true}, {"command", digest, false},
	{"correlation", anyID, false}, {"event_id", eventID, false}, {"facts_commit", digest, false},
	{"log", words, false}, {"occurred", instant, false}, {"prev", digest, true}, {"recorded", instant, false},
	{"schema_hash", digest, false}, {"stream", anyID, false}, {"type", words, false},
}
var numbers = []string{"format", "schema_version", "version"}

func readEntry(data []byte, origin string) entry {
	read := entry{leaf: tlog.RecordHash(data)}
	read.err = read.check(data, origin)
	return read
}

// check looks at all that can be seen of an entry by itself.
func (read *entry) check(data []byte, origin string) error {
	value, err := decode(data)
	if err != nil {
		return err
	}
	members, ok := value.(map[string]interface{})
	if !ok {
		return errors.New("the entry is no JSON object")
	}
	if err := checkMembers(members); err != nil {
		return err
	}
	if members["log"] != origin {
		return errors.New("the entry belongs to another log")
	}
	read.id, read.stream = bytesOf(members["event_id"].(string)), bytesOf(members["stream"].(string))
	read.version = members["version"].(int64)
	read.prev, _ = members["prev"].(string)
	if members["type"] == "SchemaRegistered" {
		return checkSchema(data)
	}
	return nil
}

// follow checks an entry as the next one of the log and of its stream.
func (log *audited) follow(position int64, next entry) error {
	if next.err != nil {
		return next.err
	}
	if earlier, twice := log.seen[next.id]; twice {
		return fmt.Errorf("event_id is that of position %d", earlier)
	}
	log.seen[next.id] = position
	before, prev := log.heads[next.stream], ""
	log.heads[next.stream] = head{version: next.version, leaf: next.leaf}
	if next.version != before.version+1 {
		return fmt.Errorf("stream %x: version %d follows version %d", next.stream, next.version, before.version)
	}
	if before.version > 0 {
		prev = hex.EncodeToString(before.leaf[:])
	}
	if next.prev != prev {
		return fmt.Errorf("stream %x: prev of version %d is not the hash of the entry before it", next.stream, next.version)
	}
	return nil
}

func checkMembers(members map[string]interface{}) error {
	known := 1 // sealed, which is looked for below
	for _, each := range texts {
		value, there := members[each.name]
		if !there && each.optional {
			continue
		}
		if text, _ := value.(string); !fits(text, each.form) {
			return fmt.Errorf("%s is missing or has another form", each.name)
		}
		known++
	}
	for _, name := range numbers {
		if number, _ := members[name].(int64); number < 1 {
			return fmt.Errorf("%s is missing or is no number from 1", name)
		}
		known++
	}
	if members["format"] != int64(1) {
		return errors.New("the format of the entry is not 1")
	}
	if _, there := members["content"]; there {
		known++
	}
	if err := checkSealed(members["sealed"]); err != nil {
		return err
	}
	if len(members) != known {
		return errors.New("the entry has a member that format 1 does not know")
	}
	return nil
}

func checkSealed(value interface{}) error {
	parts, ok := value.([]interface{})
	if !ok {
		return errors.New("sealed is missing or is no list")
	}
	last := int64(-1)
	for _, each := range parts {
		part, _ := each.(map[string]interface{})
		if len(part) != 3 {
			return errors.New("a sealed part has another form")
		}
		for _, name := range []string{"commitment", "record_hash"} {
			if text, _ := part[name].(string); !fits(text, digest) {
				return fmt.Errorf("%s of a sealed part has another form", name)
			}
		}
		number, isNumber := part["part"].(int64)
		if !isNumber || number <= last {
			return errors.New("sealed parts are not numbered in order")
		}
		last = number
	}
	return nil
}

// checkSchema checks that a registered schema has the hash that entries of its type will name.
func checkSchema(data []byte) error {
	var members struct {
		Content map[string]json.RawMessage `json:"content"`
	}
	_ = json.Unmarshal(data, &members) // content that is no object has no members
	if members.Content["schema"] == nil {
		return errors.New("a registered schema has no content")
	}
	sum := sha256.Sum256(members.Content["schema"]) // as it stands in the entry: canonical
	if string(members.Content["schema_hash"]) != fmt.Sprintf(`"%x"`, sum) {
		return errors.New("the registered schema does not have the registered hash")
	}
	return nil
}

func fits(text, form string) bool {
	if form == words {
		return text != ""
	}
	if len(text) != len(form) {
		return false
	}
	for i := range form {
		char, isDigit := text[i], '0' <= text[i] && text[i] <= '9'
		fit := char == form[i]
		switch form[i] {
		case 'x':
			fit = isDigit || 'a' <= char && char <= 'f'
		case '9':
			fit = isDigit
		case 'n':
			fit = strings.IndexByte("89ab", char) >= 0
		}
		if !fit {
			return false
		}
	}
	return true
}

// bytesOf reads an identifier whose form was checked.
func bytesOf(id string) (read uuid) {
	raw, _ := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	copy(read[:], raw)
	return read
}
