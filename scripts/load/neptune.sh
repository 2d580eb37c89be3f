#!/usr/bin/env bash
# Load parts that lie on S3 into Amazon Neptune: neptune.sh s3://BUCKET/PARTS ENDPOINT:8182 ROLE_ARN REGION
# To be run inside the cluster's network, by who may; ROLE_ARN lets Neptune read the bucket. Not tried here.
set -euo pipefail
parts=${1%/} endpoint=$2 role=$3 region=$4
# What begins with part- is all parts, without candidates and descriptions.
for source in "$parts/reference.nq" "$parts/part-"; do
  curl --fail-with-body -sS -H 'Content-Type: application/json' "https://$endpoint/loader" -d "{
    \"source\": \"$source\", \"format\": \"nquads\", \"iamRoleArn\": \"$role\", \"region\": \"$region\",
    \"failOnError\": \"TRUE\", \"parallelism\": \"HIGH\", \"queueRequest\": \"TRUE\"
  }"
done
echo "curl 'https://$endpoint/loader?details=true' tells how far it is"
