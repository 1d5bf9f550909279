# The builder gets the Dockerfile and the ignore file whatever the rules say.
put Dockerfile 13
put docker/web.Dockerfile 14
put app/x 1
printf '*\n!app\n' >.dockerignore
tare pack . >../tar; tar -tf ../tar
echo -- by another Dockerfile
tare pack -f docker/web.Dockerfile . >../tar; tar -tf ../tar
echo -- context only
tare pack --context-only . >../tar; tar -tf ../tar
echo -- classic
tare pack --dialect classic -f docker/web.Dockerfile -q . | tar -tf -
