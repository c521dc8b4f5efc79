package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const largestAnswer = 32 << 20 // bytes; a full bundle of the largest entries has 16 MiB

// source is where a log is read from: paths are those of the C2SP specification tlog-tiles.
type source interface {
	read(path string) ([]byte, error)
	// kept lists the earlier checkpoints that the source itself keeps.
	kept() ([]string, error)
}

func open(place, token string) (source, error) {
	if strings.HasPrefix(place, "http://") || strings.HasPrefix(place, "https://") {
		client := &http.Client{
			Timeout: time.Minute,
			// A token is for the server it was given for.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		return &server{prefix: strings.TrimSuffix(place, "/") + "/", token: token, client: client}, nil
	}
	info, err := os.Stat(place)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is neither a folder nor an address", place)
	}
	return folder(place), nil
}

type folder string

func (f folder) read(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(path)))
}

func (f folder) kept() ([]string, error) {
	place := filepath.Join(string(f), "checkpoints")
	kept, err := os.ReadDir(place) // in the order of their names
	if os.IsNotExist(err) {
		return nil, nil
	}
	files := make([]string, len(kept))
	for i, each := range kept {
		files[i] = filepath.Join(place, each.Name())
	}
	return files, err
}

type server struct {
	prefix, token string
	client        *http.Client
}

func (s *server) read(path string) ([]byte, error) {
	request, err := http.NewRequest("GET", s.prefix+path, nil)
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s was answered by %s", path, response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	if err == nil && len(data) > largestAnswer {
		err = fmt.Errorf("the answer to %s is too large", path)
	}
	return data, err
}

func (s *server) kept() ([]string, error) { return nil, nil }
