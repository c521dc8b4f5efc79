// The auditor reads a log as anybody else sees it, over HTTP or from a folder that mirrors it, and recomputes all of
// it. It shares no code with the system that wrote the log: signatures, hashes and proofs are those of the Go team's
// golang.org/x/mod/sumdb packages, and the rest is in these files.
//
//	auditor -vkey KEY [-token TOKEN] [-checkpoint FILE]... [-proof FILE]... SOURCE
//	auditor -vkey KEY -proof FILE [-leaf HEX | -entry FILE]
//	auditor canonical < values
//
// It prints one line for each thing that is wrong, naming its place, and exits with 1 if there was any, with 2 if it
// could not do its work, and with 0 after one line that says what held.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// findings collects what is wrong.
type findings struct {
	out         io.Writer
	count, most int
}

func (f *findings) add(format string, details ...interface{}) {
	f.count++
	if f.count <= f.most {
		fmt.Fprintf(f.out, format+"\n", details...)
	}
}

// several is a flag that may be given more than once.
type several []string

func (s *several) String() string { return strings.Join(*s, ",") }

func (s *several) Set(value string) error {
	*s = append(*s, value)
	return nil
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "canonical" {
		if err := canonicalLines(os.Stdin, os.Stdout); err != nil {
			fail(err)
		}
		return
	}
	var checkpoints, proofs several
	vkey := flag.String("vkey", "", "the log's verifier key, or a file that holds it; from a source you trust")
	token := flag.String("token", "", "a bearer token that may read entries")
	leaf := flag.String("leaf", "", "the leaf hash of the proof's receipt, in hexadecimal")
	entry := flag.String("entry", "", "a file with the entry that a proof is about")
	most := flag.Int("most", 50, "how many problems to print before the rest are only counted")
	flag.Var(&checkpoints, "checkpoint", "a signed checkpoint from earlier, that the log must extend (repeatable)")
	flag.Var(&proofs, "proof", "a tlog-proof file to check (repeatable)")
	flag.Parse()
	if flag.NArg() > 1 || flag.NArg() == 0 && len(proofs) == 0 || *vkey == "" {
		flag.Usage()
		os.Exit(2)
	}
	verifier, err := readKey(*vkey)
	if err != nil {
		fail(err)
	}
	found := &findings{out: os.Stdout, most: *most}
	var log *audited
	if flag.NArg() == 1 {
		src, err := open(flag.Arg(0), *token)
		if err != nil {
			fail(err)
		}
		log = audit(src, verifier, checkpoints, found)
	}
	for _, file := range proofs {
		if err := checkProof(file, *leaf, *entry, verifier, log); err != nil {
			found.add("proof %s: %v", file, err)
		}
	}
	if found.count > 0 {
		if found.count > *most {
			fmt.Printf("and %d more\n", found.count-*most)
		}
		os.Exit(1)
	}
	if log != nil {
		fmt.Printf("ok: %d entries in %d streams, %d tiles, %d earlier checkpoints, %d proofs, root %s\n",
			log.size, len(log.heads), log.tiles, log.earlier, len(proofs), log.root)
	} else {
		fmt.Printf("ok: %d proofs\n", len(proofs))
	}
}

func readKey(given string) (note.Verifier, error) {
	if data, err := os.ReadFile(given); err == nil {
		given = strings.TrimSuffix(string(data), "\n")
	}
	return note.NewVerifier(given)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "auditor:", err)
	os.Exit(2)
}
