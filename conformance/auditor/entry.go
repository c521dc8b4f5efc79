package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// head is the newest entry of a stream.
type head struct {
	version int64
	leaf    tlog.Hash
}

var (
	uuid    = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	eventID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	digest  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	instant = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$`)
	words   = regexp.MustCompile(`(?s)^.+$`)
)

// What an entry of format 1 holds; true: it must.
var texts = map[string]*regexp.Regexp{
	"actor": uuid, "actor_role": words, "causation": uuid, "command": digest, "correlation": uuid,
	"event_id": eventID, "facts_commit": digest, "log": words, "occurred": instant, "prev": digest,
	"recorded": instant, "schema_hash": digest, "stream": uuid, "type": words,
}
var numbers = []string{"format", "schema_version", "version"}
var optional = map[string]bool{"causation": true, "content": true, "prev": true}

// checkEntry checks one entry by itself and as the next one of its stream.
func (log *audited) checkEntry(position int64, entry []byte, leaf tlog.Hash, seen map[string]int64) error {
	value, err := decode(entry)
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
	if members["log"] != log.origin {
		return errors.New("the entry belongs to another log")
	}
	id := members["event_id"].(string)
	if earlier, twice := seen[id]; twice {
		return fmt.Errorf("event_id is that of position %d", earlier)
	}
	seen[id] = position
	if members["type"] == "SchemaRegistered" {
		if err := checkSchema(members["content"]); err != nil {
			return err
		}
	}
	return log.checkStream(members, leaf)
}

// checkStream checks that versions follow each other, and that each names the one before it by its hash.
func (log *audited) checkStream(members map[string]interface{}, leaf tlog.Hash) error {
	stream := members["stream"].(string)
	version, _ := members["version"].(json.Number).Int64()
	before := log.heads[stream]
	log.heads[stream] = head{version: version, leaf: leaf}
	if version != before.version+1 {
		return fmt.Errorf("stream %s: version %d follows version %d", stream, version, before.version)
	}
	prev, continues := members["prev"]
	if continues != (version > 1) || continues && prev != hex.EncodeToString(before.leaf[:]) {
		return fmt.Errorf("stream %s: prev of version %d is not the hash of the entry before it", stream, version)
	}
	return nil
}

func checkMembers(members map[string]interface{}) error {
	for name, form := range texts {
		value, there := members[name]
		if !there && optional[name] {
			continue
		}
		if text, isText := value.(string); !isText || !form.MatchString(text) {
			return fmt.Errorf("%s is missing or has another form", name)
		}
	}
	for _, name := range numbers {
		number, isNumber := members[name].(json.Number)
		if value, err := number.Int64(); !isNumber || err != nil || value < 1 {
			return fmt.Errorf("%s is missing or is no number from 1", name)
		}
	}
	if members["format"].(json.Number) != "1" {
		return errors.New("the format of the entry is not 1")
	}
	for name := range members {
		_, isText := texts[name]
		isNumber := name == "format" || name == "schema_version" || name == "version"
		if !isText && !isNumber && name != "content" && name != "sealed" {
			return errors.New("the entry has a member that format 1 does not know")
		}
	}
	return checkSealed(members["sealed"])
}

func checkSealed(value interface{}) error {
	parts, ok := value.([]interface{})
	if !ok {
		return errors.New("sealed is missing or is no list")
	}
	last := int64(-1)
	for _, each := range parts {
		part, ok := each.(map[string]interface{})
		if !ok || len(part) != 3 {
			return errors.New("a sealed part has another form")
		}
		for _, name := range []string{"commitment", "record_hash"} {
			if text, isText := part[name].(string); !isText || !digest.MatchString(text) {
				return fmt.Errorf("%s of a sealed part has another form", name)
			}
		}
		number, _ := part["part"].(json.Number)
		if value, err := number.Int64(); err != nil || value <= last {
			return errors.New("sealed parts are not numbered in order")
		} else {
			last = value
		}
	}
	return nil
}

// checkSchema checks that a registered schema has the hash that entries of its type will name.
func checkSchema(content interface{}) error {
	members, ok := content.(map[string]interface{})
	if !ok {
		return errors.New("a registered schema has no content")
	}
	schema, err := encode(members["schema"])
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(schema); members["schema_hash"] != hex.EncodeToString(sum[:]) {
		return errors.New("the registered schema does not have the registered hash")
	}
	return nil
}

// decode reads JSON that is spelt as RFC 8785 spells it, and nothing else.
func decode(data []byte) (interface{}, error) {
	value, err := parse(data)
	if err != nil {
		return nil, errors.New("the entry is not JSON")
	}
	canonical, err := encode(value)
	if err != nil {
		return nil, fmt.Errorf("the entry is not canonical JSON: %v", err)
	}
	if !bytes.Equal(canonical, data) {
		return nil, errors.New("the entry is not canonical JSON")
	}
	return value, nil
}

func parse(data []byte) (interface{}, error) {
	reader := json.NewDecoder(bytes.NewReader(data))
	reader.UseNumber()
	var value interface{}
	if err := reader.Decode(&value); err != nil {
		return nil, err
	}
	if reader.More() {
		return nil, errors.New("more than one value")
	}
	return value, nil
}

// encode spells a value as RFC 8785 does. Fractions and integers beyond 2^53-1 have no place in a log.
func encode(value interface{}) ([]byte, error) {
	var out bytes.Buffer
	err := write(&out, value)
	return out.Bytes(), err
}

func write(out *bytes.Buffer, value interface{}) error {
	switch value := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		fmt.Fprintf(out, "%t", value)
	case string:
		writeText(out, value)
	case json.Number:
		number, err := value.Int64()
		if err != nil || number > 1<<53-1 || number < -(1<<53-1) {
			return errors.New("a number is not an integer that every reader holds exactly")
		}
		fmt.Fprintf(out, "%d", number)
	case []interface{}:
		return writeList(out, value)
	case map[string]interface{}:
		return writeObject(out, value)
	}
	return nil
}

func writeList(out *bytes.Buffer, values []interface{}) error {
	out.WriteByte('[')
	for i, each := range values {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := write(out, each); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

func writeObject(out *bytes.Buffer, members map[string]interface{}) error {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return before16(names[i], names[j]) })
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		writeText(out, name)
		out.WriteByte(':')
		if err := write(out, members[name]); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

var short = map[rune]string{
	'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`,
}

func writeText(out *bytes.Buffer, text string) {
	out.WriteByte('"')
	for _, char := range text {
		switch escaped, has := short[char]; {
		case has:
			out.WriteString(escaped)
		case char < 0x20:
			fmt.Fprintf(out, `\u%04x`, char)
		default:
			out.WriteRune(char)
		}
	}
	out.WriteByte('"')
}

// before16 orders by UTF-16 code units (RFC 8785, section 3.2.3): surrogates come before U+E000 and what follows it.
func before16(a, b string) bool {
	rank := func(char rune) rune {
		if char > 0xffff {
			return 0xd800 + (char-0x10000)>>10 // its first unit
		}
		return char
	}
	for a != "" && b != "" {
		x, y := first(a), first(b)
		if x != y {
			if rank(x) != rank(y) {
				return rank(x) < rank(y)
			}
			return x < y
		}
		a, b = strings.TrimPrefix(a, string(x)), strings.TrimPrefix(b, string(y))
	}
	return a == "" && b != ""
}

func first(text string) rune {
	for _, char := range text {
		return char
	}
	return 0
}
