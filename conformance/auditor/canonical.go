package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

const exact = 1<<53 - 1 // every reader holds integers up to here exactly; there are no fractions in a log

var otherwise = errors.New("the entry is not canonical JSON")

// escapes has each character that cannot stand for itself, by its only spelling. A log has no U+0000.
var escapes = map[string]string{
	`\"`: `"`, `\\`: `\`, `\b`: "\b", `\t`: "\t", `\n`: "\n", `\f`: "\f", `\r`: "\r",
}

func init() {
	for char := '\x01'; char < ' '; char++ {
		if !strings.ContainsRune("\b\t\n\f\r", char) {
			escapes[fmt.Sprintf(`\u%04x`, char)] = string(char)
		}
	}
}

// decode reads JSON that is spelt as RFC 8785 spells it, and nothing else. No value has two such spellings, so that
// there is nothing to spell again and compare.
func decode(data []byte) (interface{}, error) {
	if !utf8.Valid(data) {
		return nil, otherwise
	}
	in := reader{rest: string(data)}
	value, err := in.value()
	if err != nil || in.rest != "" {
		return nil, otherwise
	}
	return value, nil
}

// reader holds what is not read yet.
type reader struct{ rest string }

// take reads over this, if it is what comes next.
func (in *reader) take(expected string) bool {
	if !strings.HasPrefix(in.rest, expected) {
		return false
	}
	in.rest = in.rest[len(expected):]
	return true
}

func (in *reader) value() (interface{}, error) {
	switch {
	case in.take("{"):
		return in.object()
	case in.take("["):
		return in.list()
	case in.take(`"`):
		return in.text()
	case in.take("null"):
		return nil, nil
	case in.take("true"):
		return true, nil
	case in.take("false"):
		return false, nil
	}
	return in.number()
}

func (in *reader) object() (interface{}, error) {
	members := make(map[string]interface{}, 16) // as many as an entry has
	if in.take("}") {
		return members, nil
	}
	for last := ""; ; {
		if !in.take(`"`) {
			return nil, otherwise
		}
		name, _ := in.text() // what is none is followed by no colon
		if !in.take(":") || len(members) > 0 && !before16(last, name) {
			return nil, otherwise
		}
		value, err := in.value()
		if err != nil {
			return nil, err
		}
		members[name] = value
		if in.take("}") {
			return members, nil
		}
		if !in.take(",") {
			return nil, otherwise
		}
		last = name
	}
}

func (in *reader) list() (interface{}, error) {
	values := []interface{}{}
	if in.take("]") {
		return values, nil
	}
	for {
		value, err := in.value()
		if err != nil {
			return nil, err
		}
		values = append(values, value)
		if in.take("]") {
			return values, nil
		}
		if !in.take(",") {
			return nil, otherwise
		}
	}
}

// text reads what follows an opening quotation mark, up to the closing one.
func (in *reader) text() (string, error) {
	if end := plain(in.rest); strings.HasPrefix(in.rest[end:], `"`) {
		text := in.rest[:end]
		in.rest = in.rest[end+1:]
		return text, nil
	}
	var text strings.Builder
	for !in.take(`"`) {
		end := plain(in.rest)
		text.WriteString(in.rest[:end])
		in.rest = in.rest[end:]
		if strings.HasPrefix(in.rest, `"`) {
			continue
		}
		char, length := escaped(in.rest)
		if length == 0 {
			return "", otherwise
		}
		text.WriteString(char)
		in.rest = in.rest[length:]
	}
	return text.String(), nil
}

// plain is the length of what stands for itself.
func plain(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] == '"' || text[i] == '\\' || text[i] < ' ' {
			return i
		}
	}
	return len(text)
}

// escaped is the character that is spelt here, and the length of its spelling; 0 if there is none.
func escaped(text string) (string, int) {
	for _, length := range []int{2, 6} {
		if len(text) >= length && escapes[text[:length]] != "" {
			return escapes[text[:length]], length
		}
	}
	return "", 0
}

func (in *reader) number() (interface{}, error) {
	digits := in.rest[:len(in.rest)-len(strings.TrimLeft(in.rest, "-0123456789"))]
	in.rest = in.rest[len(digits):]
	number, _ := strconv.ParseInt(digits, 10, 64)
	if strconv.FormatInt(number, 10) != digits || number > exact || number < -exact {
		return nil, otherwise
	}
	return number, nil
}

// before16 orders by UTF-16 code units (RFC 8785, section 3.2.3): surrogates come before U+E000 and what follows it.
func before16(a, b string) bool {
	for a != "" && b != "" {
		x, width := utf8.DecodeRuneInString(a)
		y, _ := utf8.DecodeRuneInString(b)
		if x != y {
			if (x > 0xffff) != (y > 0xffff) && x >= 0xe000 && y >= 0xe000 {
				return x > 0xffff
			}
			return x < y
		}
		a, b = a[width:], b[width:]
	}
	return a == "" && b != ""
}

// canonicalLines reads one JSON value a line, and prints it as the standard library spells it, or a hyphen if it is
// spelt otherwise than in a log.
func canonicalLines(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	results := bufio.NewWriter(out)
	for lines.Scan() {
		value, err := decode(lines.Bytes())
		if err != nil {
			fmt.Fprintln(results, "-")
			continue
		}
		spelt, _ := json.Marshal(value)
		fmt.Fprintf(results, "%s\n", spelt)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return results.Flush()
}
