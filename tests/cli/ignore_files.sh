# Which file's rules count.
put a; put b; put c; put d
mkdir build
echo 'a' >.containerignore
tare ls | tr '\n' ' '; echo
echo 'b' >.dockerignore
tare ls | tr '\n' ' '; echo
echo 'c' >build/Dockerfile.dockerignore
put build/Dockerfile
tare ls -f build/Dockerfile | tr '\n' ' '; echo
tare ls --dialect classic -f build/Dockerfile | tr '\n' ' '; echo
echo 'd' >own
tare ls --ignore-file own -f build/Dockerfile | tr '\n' ' '; echo
tare ls --no-ignore -f build/Dockerfile | tr '\n' ' '; echo
