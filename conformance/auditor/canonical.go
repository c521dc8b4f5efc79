package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
)

// canonicalLines reads one JSON value a line, in any spelling, and prints the hexadecimal of its RFC 8785 form, or a
// hyphen if it has none in a log.
func canonicalLines(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	results := bufio.NewWriter(out)
	for lines.Scan() {
		value, err := parse(lines.Bytes())
		var canonical []byte
		if err == nil {
			canonical, err = encode(value)
		}
		if err != nil {
			fmt.Fprintln(results, "-")
			continue
		}
		fmt.Fprintln(results, hex.EncodeToString(canonical))
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return results.Flush()
}
