// Reads the tar on standard input with every byte of its files, as Docker does, and fails for one
// that is cut: `reader [gzip]`.
package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
)

func read(from io.Reader) error {
	archive := tar.NewReader(from)
	for {
		if _, err := archive.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, archive); err != nil {
			return err
		}
	}
}

func main() {
	var from io.Reader = bufio.NewReader(os.Stdin)
	if len(os.Args) > 1 && os.Args[1] == "gzip" {
		unpacked, err := gzip.NewReader(from)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		from = unpacked
	}
	err := read(from)
	if err == nil {
		// What follows the end of a tar belongs to the compressed stream, whose end says whether it is whole.
		_, err = io.Copy(io.Discard, from)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
